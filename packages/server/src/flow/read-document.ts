import type { FlowDocument, FlowIssue } from '@sista/shared/flow/flow.schema';
import { parseFlow } from '@sista/shared/flow/parse-flow';
import { Refusal } from '@sista/shared/refusal';

/** A document from outside. Refused with all its issues where it is no flow document. */
export function readDocument(input: unknown): FlowDocument {
  const parsed = parseFlow(input);
  if (parsed.ok) return parsed.document;
  throw invalidFlow('This is no flow document', parsed.issues);
}

/** The refusal of a document: the first problem in the sentence, all of them in the details. */
export function invalidFlow(what: string, issues: readonly FlowIssue[]): Refusal {
  const [first] = issues;
  const place = first ? [first.nodeId, first.path].filter(Boolean).join(' ') : '';
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return new Refusal('invalid_flow', `${what}: ${place ? `${place}: ` : ''}${first?.message ?? ''}${more}`, {
    issues,
  });
}
