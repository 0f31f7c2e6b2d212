import type { FlowDocument, FlowIssue } from '@sista/shared/flow/flow.schema';
import { parseFlow } from '@sista/shared/flow/parse-flow';

export type ReadFlow =
  | { kind: 'empty' }
  | { kind: 'wrong'; problems: readonly ImportProblem[] }
  | { kind: 'flow'; document: FlowDocument };

/** `place` is the step, or the part of the document, that the sentence is about. */
export type ImportProblem = { place: string; sentence: string };

/** Reads pasted text as a flow document and says in sentences why it is none. */
export function readFlowText(text: string): ReadFlow {
  if (text.trim() === '') return { kind: 'empty' };
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    const sentence = `This is no JSON: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'wrong', problems: [{ place: 'Text', sentence }] };
  }
  const parsed = parseFlow(input);
  if (parsed.ok) return { kind: 'flow', document: parsed.document };
  return { kind: 'wrong', problems: problemsOf(parsed.issues, input) };
}

/** Issues with the name of their step, where the document has it. */
export function problemsOf(issues: readonly FlowIssue[], input: unknown): ImportProblem[] {
  return issues.map(({ nodeId, path, message }) => ({
    place: [nodeId === null ? '' : stepName(input, nodeId), path].filter(Boolean).join(' · ') || 'Document',
    sentence: message,
  }));
}

function stepName(input: unknown, nodeId: string): string {
  const nodes = (input as { nodes?: unknown } | null)?.nodes;
  const all: { id?: unknown; name?: unknown }[] = Array.isArray(nodes) ? nodes : [];
  const name = all.find((node) => node?.id === nodeId)?.name;
  return typeof name === 'string' && name !== '' ? name : nodeId;
}
