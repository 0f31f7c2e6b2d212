import { configIssues } from '../node/config-issues.ts';
import { isTemplate } from '../node/config-pieces.ts';
import type { AnyNodeDefinition } from '../node/define-node.ts';
import { fieldsOf } from '../node/field.ts';
import type { FlowDocument, FlowIssue, FlowNode } from './flow.schema.ts';
import type { NodeCatalogue } from './node-catalogue.ts';
import { referenceIssues } from './reference-issues.ts';
import { structureIssues } from './structure-issues.ts';

/** What only the workspace knows. What is left out is not checked, as in a browser that has not loaded it. */
export type FlowFacts = {
  /** The type of each credential, by its id (`crd_…`). */
  credentials?: ReadonlyMap<string, string>;
  /** By id (`emp_…`), and by `role:<key>` where somebody does that role. */
  employees?: ReadonlyMap<string, { status: string; name?: string }>;
  /** For how many days this installation keeps runs. */
  retentionDays?: number;
};

/**
 * All that is wrong with a document, in the order of its nodes; issues of the whole come first. Only `error` keeps
 * it from being published. Server and editor both ask this function, so both say the same.
 */
export function flowIssues(
  document: FlowDocument,
  catalogue: NodeCatalogue,
  facts: FlowFacts = {},
): FlowIssue[] {
  const place = new Map(document.nodes.map((node, at) => [node.id, at]));
  const order = ({ nodeId }: FlowIssue) => (nodeId === null ? -1 : (place.get(nodeId) ?? -1));
  const issues = [
    ...structureIssues(document, catalogue),
    ...document.nodes.flatMap((node) => nodeIssues(document, node, catalogue, facts)),
  ];
  return issues.sort((a, b) => order(a) - order(b));
}

/** Whether a document may be published. */
export const blocksPublishing = (issues: readonly FlowIssue[]): boolean =>
  issues.some((issue) => issue.level === 'error');

function nodeIssues(
  document: FlowDocument,
  node: FlowNode,
  catalogue: NodeCatalogue,
  facts: FlowFacts,
): FlowIssue[] {
  const definition = catalogue.get(node.type);
  if (!definition || (node.typeVersion ?? 1) > definition.typeVersion) return [];
  const own = configIssues(definition, node.config).map(
    ({ level = 'error', path, code, message }): FlowIssue => ({
      level,
      nodeId: node.id,
      path: path === '' ? 'config' : `config.${path}`,
      code,
      message,
    }),
  );
  const known = [...factIssues(node, catalogue, facts), ...waitIssues(node, definition, facts)];
  // A field whose form is wrong names nothing that could be looked up.
  const found = known.filter((issue) => !own.some((other) => other.path === issue.path));
  return [...own, ...referenceIssues(document, node, catalogue), ...found];
}

function factIssues(node: FlowNode, catalogue: NodeCatalogue, facts: FlowFacts): FlowIssue[] {
  const definition = catalogue.get(node.type);
  if (!definition) return [];
  return fieldsOf(definition.config).flatMap(({ name, meta }) => {
    const value = node.config[name];
    if (typeof value !== 'string' || value === '' || isTemplate(value)) return [];
    const found =
      meta.control === 'credential'
        ? credentialFinding(value, meta.credentialTypes, facts.credentials)
        : meta.control === 'employee'
          ? employeeFinding(value, facts.employees)
          : undefined;
    return found ? [{ level: 'error' as const, nodeId: node.id, path: `config.${name}`, ...found }] : [];
  });
}

/** A run that is forgotten while it waits would never go on. */
function waitIssues(
  node: FlowNode,
  definition: AnyNodeDefinition,
  { retentionDays }: FlowFacts,
): FlowIssue[] {
  const longest = definition.longestWait?.(node.config);
  if (!longest || retentionDays === undefined || longest.ms <= retentionDays * 86_400_000) return [];
  const kept = `${retentionDays} ${retentionDays === 1 ? 'day' : 'days'}`;
  const message = `${node.name} waits longer than runs are kept here, which is ${kept}. Shorten it, or raise SISTA_RETENTION_DAYS.`;
  return [
    { level: 'error', nodeId: node.id, path: `config.${longest.path}`, code: 'waits_too_long', message },
  ];
}

type Finding = { code: string; message: string };

function credentialFinding(
  id: string,
  types: readonly string[] | undefined,
  credentials: FlowFacts['credentials'],
): Finding | undefined {
  if (!credentials) return undefined;
  const type = credentials.get(id);
  if (type === undefined) {
    return {
      code: 'credential_missing',
      message: 'This credential is not in this workspace. Choose another, or create it.',
    };
  }
  if (!types || types.includes(type)) return undefined;
  const message = `This credential is of the type ${type}. Choose one of the type ${types.join(' or ')}.`;
  return { code: 'credential_wrong_type', message };
}

function employeeFinding(ref: string, employees: FlowFacts['employees']): Finding | undefined {
  if (!employees) return undefined;
  const employee = employees.get(ref);
  if (!employee) {
    const role = ref.startsWith('role:') ? ref.slice(5) : undefined;
    const message = role
      ? `Nobody works as ${role} yet. Hire somebody, or choose another employee.`
      : 'This employee is not in this workspace. Choose another, or hire one.';
    return { code: 'employee_missing', message };
  }
  if (employee.status !== 'archived') return undefined;
  return {
    code: 'employee_archived',
    message: `${employee.name ?? 'This employee'} is archived. Choose another employee.`,
  };
}
