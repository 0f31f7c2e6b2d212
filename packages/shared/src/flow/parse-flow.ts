import type { z } from 'zod';
import { plainMessage } from '../node/plain-message.ts';
import { type FlowDocument, type FlowIssue, flowDocument, flowSchemaName } from './flow.schema.ts';

export type ParsedFlow = { ok: true; document: FlowDocument } | { ok: false; issues: FlowIssue[] };

/** The largest document, in characters of its JSON. */
export const mostDocumentCharacters = 4_000_000;
const mostIssues = 100;

/**
 * Reads a flow document that came from outside. Only its structure is judged: what `flowIssues` finds does not keep
 * a draft from being saved.
 */
export function parseFlow(input: unknown): ParsedFlow {
  const problem = wholeProblem(input);
  if (problem) return { ok: false, issues: [problem] };
  const parsed = flowDocument.safeParse(input, { error: plainMessage });
  if (!parsed.success) {
    return {
      ok: false,
      issues: parsed.error.issues.slice(0, mostIssues).map((issue) => asFlowIssue(issue, input)),
    };
  }
  const twice = duplicateIssues(parsed.data);
  return twice.length > 0
    ? { ok: false, issues: twice.slice(0, mostIssues) }
    : { ok: true, document: parsed.data };
}

const issueOf = (nodeId: string | null, path: string, code: string, message: string): FlowIssue => ({
  level: 'error',
  nodeId,
  path,
  code,
  message,
});

function wholeProblem(input: unknown): FlowIssue | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return issueOf(null, '', 'not_a_flow', 'A flow is an object with schema, name, nodes and edges.');
  }
  const { schema } = input as { schema?: unknown };
  if (schema !== flowSchemaName) {
    const given = typeof schema === 'string' ? `this is "${schema.slice(0, 60)}"` : 'it is missing here';
    return issueOf(
      null,
      'schema',
      'unknown_schema',
      `The schema of a flow is "${flowSchemaName}", and ${given}.`,
    );
  }
  const size = sizeOf(input);
  if (size === undefined)
    return issueOf(null, '', 'not_a_flow', 'The document is not plain JSON, or nests too deeply.');
  if (size <= mostDocumentCharacters) return undefined;
  const most = mostDocumentCharacters.toLocaleString('en');
  const message = `The document has ${size.toLocaleString('en')} characters, and ${most} is the most. Split the flow.`;
  return issueOf(null, '', 'too_large', message);
}

function sizeOf(input: object): number | undefined {
  try {
    return JSON.stringify(input).length;
  } catch {
    return undefined;
  }
}

/** Paths inside a node begin at the node, as those of `flowIssues` do. */
function asFlowIssue(issue: z.core.$ZodIssue, input: unknown): FlowIssue {
  const [list, at, ...rest] = issue.path;
  const inNode = list === 'nodes' && typeof at === 'number' && rest.length > 0;
  const nodes = (input as { nodes?: unknown }).nodes;
  const node = inNode && Array.isArray(nodes) ? (nodes[at] as { id?: unknown } | null) : undefined;
  const nodeId = typeof node?.id === 'string' ? node.id : null;
  const path = nodeId === null ? issue.path : rest;
  return issueOf(nodeId, path.join('.'), issue.code, issue.message);
}

function duplicateIssues({ nodes, edges, notes = [], groups = [] }: FlowDocument): FlowIssue[] {
  const inNodes = repeated(nodes.map((node) => node.id)).map((id) =>
    issueOf(
      id,
      'id',
      'duplicate_id',
      `Two steps have the id \`${id}\`. An id is an address: give one of them another.`,
    ),
  );
  const others = { edges, notes, groups };
  const inOthers = Object.entries(others).flatMap(([list, members]) =>
    repeated(members.map((member) => member.id)).map((id) =>
      issueOf(null, list, 'duplicate_id', `Two ${list} have the id \`${id}\`. Give one of them another.`),
    ),
  );
  return [...inNodes, ...inOthers];
}

function repeated(ids: readonly string[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const id of ids) (seen.has(id) ? twice : seen).add(id);
  return [...twice];
}
