import type { FlowDocument, FlowIssue } from '@sista/shared/flow/flow.schema';
import { type FlowFacts, flowIssues } from '@sista/shared/flow/flow-issues';
import { applyOps, type FlowOperation } from '@sista/shared/flow/flow-operations';
import type { OperationConflict } from '@sista/shared/flow/operation-conflict';
import { OperationRefused } from '@sista/shared/flow/operation-refused';
import { rebaseOps } from '@sista/shared/flow/rebase-operations';
import { createStore, type StoreApi } from 'zustand';
import { catalogue } from '../catalogue.ts';
import { type Gesture, withGesture } from './history.ts';

/*
 * One store per open flow. The document changes only by operations. A draft is
 *   saved     the server has what is on screen,
 *   unsaved   a change waits for its second,
 *   saving    a PUT is on its way,
 *   offline   the server cannot be reached; changes are kept on this device,
 *   refused   the server said no; `problem` tells why.
 */
export type SaveState = 'saved' | 'unsaved' | 'saving' | 'offline' | 'refused';
export type SavedFlow = { revision: number; document: FlowDocument };

export type DocumentState = {
  flowId: string;
  document: FlowDocument;
  issues: readonly FlowIssue[];
  issuesByNode: ReadonlyMap<string, readonly FlowIssue[]>;
  /** What the server has, as far as this tab knows. */
  base: SavedFlow;
  /** Operations since `base`, oldest first. */
  unsent: readonly FlowOperation[];
  undoable: readonly Gesture[];
  redoable: readonly Gesture[];
  /** Own changes that contradict what somebody else saved; a person chooses. */
  conflicts: readonly OperationConflict[];
  save: SaveState;
  problem: string | undefined;
  facts: FlowFacts;
};
export type DocumentStore = StoreApi<DocumentState>;

export function createDocumentStore(flowId: string, saved: SavedFlow, facts: FlowFacts = {}): DocumentStore {
  return createStore<DocumentState>(() => ({
    flowId,
    document: saved.document,
    ...issuesOfDocument(saved.document, facts),
    base: saved,
    unsent: [],
    undoable: [],
    redoable: [],
    conflicts: [],
    save: 'saved',
    problem: undefined,
    facts,
  }));
}

export type ApplyOptions = { mergeKey?: string; now?: number };

/** Changes the document. `what` names the gesture for undo: "Add Review order". Answers a refusal's sentence. */
export function applyGesture(
  store: DocumentStore,
  ops: readonly FlowOperation[],
  what: string,
  { mergeKey, now = Date.now() }: ApplyOptions = {},
): string | undefined {
  if (ops.length === 0) return undefined;
  const applied = tryApply(store.getState().document, ops);
  if (typeof applied === 'string') return applied;
  store.setState((state) => ({
    ...changed(state, applied.document, ops),
    undoable: withGesture(state.undoable, { what, inverse: applied.inverse, mergeKey, at: now }),
    redoable: [],
  }));
  return undefined;
}

/** Takes the last gesture back, as a new change. Answers what it was; a target that is gone is passed over. */
export function undo(store: DocumentStore): string | undefined {
  return step(store, 'undoable', 'redoable');
}

export function redo(store: DocumentStore): string | undefined {
  return step(store, 'redoable', 'undoable');
}

function step(
  store: DocumentStore,
  from: 'undoable' | 'redoable',
  to: 'undoable' | 'redoable',
): string | undefined {
  const gesture = store.getState()[from].at(-1);
  if (!gesture) return undefined;
  const applied = tryApply(store.getState().document, gesture.inverse);
  store.setState((state) => {
    const rest = { [from]: state[from].slice(0, -1) };
    if (typeof applied === 'string') return rest;
    const back = { ...gesture, inverse: applied.inverse, mergeKey: undefined };
    return { ...changed(state, applied.document, gesture.inverse), ...rest, [to]: [...state[to], back] };
  });
  return typeof applied === 'string' ? `${gesture.what}: ${applied}` : gesture.what;
}

function tryApply(
  document: FlowDocument,
  ops: readonly FlowOperation[],
): ReturnType<typeof applyOps> | string {
  try {
    return applyOps(document, ops);
  } catch (error) {
    if (error instanceof OperationRefused) return error.message;
    throw error;
  }
}

function changed(
  state: DocumentState,
  document: FlowDocument,
  ops: readonly FlowOperation[],
): Partial<DocumentState> {
  return {
    document,
    unsent: [...state.unsent, ...ops],
    ...issuesOfDocument(document, state.facts),
    save: state.save === 'saving' ? 'saving' : 'unsaved',
    problem: undefined,
  };
}

/** Puts what the server has under the own unsent changes: after a 409, after a reload, when somebody else saved. */
export function receiveSaved(store: DocumentStore, theirs: SavedFlow): void {
  const state = store.getState();
  if (theirs.revision <= state.base.revision) return;
  const rebased = rebaseOps(state.base.document, theirs.document, state.unsent);
  store.setState({
    base: theirs,
    document: rebased.document,
    unsent: rebased.ops,
    ...issuesOfDocument(rebased.document, state.facts),
    conflicts: [...state.conflicts, ...rebased.conflicts],
    save: rebased.ops.length > 0 ? 'unsaved' : 'saved',
  });
}

/** The server took the document of the first `sent` unsent operations. */
export function confirmSaved(store: DocumentStore, saved: SavedFlow, sent: number): void {
  store.setState((state) => {
    const unsent = state.unsent.slice(sent);
    return { base: saved, unsent, save: unsent.length > 0 ? 'unsaved' : 'saved', problem: undefined };
  });
}

/** Decides a conflict: theirs is in the document already, mine is applied over it. */
export function settleConflict(
  store: DocumentStore,
  conflict: OperationConflict,
  keep: 'mine' | 'theirs',
): void {
  store.setState((state) => ({ conflicts: state.conflicts.filter((other) => other !== conflict) }));
  if (keep === 'mine') applyGesture(store, [conflict.op], 'Keep mine');
}

/** What the workspace has (credentials, employees) became known: issues that name it can be told. */
export function learnFacts(store: DocumentStore, facts: FlowFacts): void {
  store.setState((state) => ({ facts, ...issuesOfDocument(state.document, facts) }));
}

function issuesOfDocument(document: FlowDocument, facts: FlowFacts) {
  const issues = flowIssues(document, catalogue, facts);
  const issuesByNode = new Map<string, FlowIssue[]>();
  for (const issue of issues) {
    if (issue.nodeId === null) continue;
    const known = issuesByNode.get(issue.nodeId);
    if (known) known.push(issue);
    else issuesByNode.set(issue.nodeId, [issue]);
  }
  return { issues, issuesByNode };
}
