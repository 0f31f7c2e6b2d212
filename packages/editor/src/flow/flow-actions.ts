import { graphOf, nodeById } from '@sista/shared/flow/flow-graph';
import type { FlowOperation, Position } from '@sista/shared/flow/flow-operations';
import { copyPart, parsePart, pastePart } from '@sista/shared/flow/flow-part';
import { announce, announceNow, sentences } from '../announce.ts';
import { type CanvasStore, onlySelected, selectedIds } from '../canvas/canvas-store.ts';
import { focusCard } from '../canvas/roving-focus.ts';
import { tidyPlaces } from '../canvas/tidy.ts';
import {
  type AddPlace,
  addStep,
  connect,
  disconnect,
  duplicateSteps,
  freePort,
  moveSteps,
  removeSteps,
} from '../document/commands.ts';
import { applyGesture, type DocumentStore, redo, undo } from '../document/document-store.ts';
import type { WorkbenchStore } from './workbench.ts';

export type FlowActions = ReturnType<typeof createFlowActions>;

const noticeMs = 5_000;

/**
 * Everything that can be done to an open flow, by pointer, key or menu: each action applies its command, says what
 * happened, and leaves the focus where work goes on.
 */
export function createFlowActions(store: DocumentStore, canvas: CanvasStore, workbench: WorkbenchStore) {
  const current = () => store.getState().document;
  const nameOf = (id: string) => nodeById(current(), id)?.name ?? id;
  let noticeTimer: ReturnType<typeof setTimeout> | undefined;

  const refuse = (sentence: string) => {
    clearTimeout(noticeTimer);
    workbench.setState({ notice: sentence });
    noticeTimer = setTimeout(() => workbench.setState({ notice: undefined }), noticeMs);
    announceNow(sentence);
  };
  const apply = (ops: readonly FlowOperation[], what: string, mergeKey?: string): boolean => {
    const refusal = applyGesture(store, ops, what, mergeKey === undefined ? {} : { mergeKey });
    if (refusal !== undefined) refuse(refusal);
    return refusal === undefined;
  };

  const add = (type: string, place: AddPlace = {}) => {
    const command = addStep(current(), type, place);
    const id = command.nodeId;
    workbench.setState({ adding: undefined });
    if (!apply(command.ops, command.what) || id === undefined) return;
    const after = place.after?.nodeId;
    announce(sentences.added(nameOf(id), after === undefined ? undefined : nameOf(after)));
    workbench.setState({ inspectorOpen: true, tab: 'configuration' });
    // The card exists after the canvas has followed the document.
    requestAnimationFrame(() => focusCard(canvas, id));
  };
  const connectSteps = (source: string, port: string, target: string) => {
    const command = connect(current(), { source, port, target });
    if (typeof command === 'string') return refuse(command);
    if (apply(command.ops, command.what)) announce(sentences.connected(nameOf(source), port, nameOf(target)));
  };
  const remove = (ids: readonly string[], edgeIds: readonly string[]) => {
    if (ids.length === 0 && edgeIds.length === 0) return;
    const neighbour = ids[0] === undefined ? undefined : graphOf(current()).into.get(ids[0])?.[0]?.source;
    const names = ids.map(nameOf);
    const { ops, what, bridged } = removeSteps(current(), ids);
    const alone = disconnect(
      current(),
      edgeIds.filter((id) => !leavesWith(id, ids)),
    );
    if (!apply([...alone.ops, ...ops], ids.length > 0 ? what : alone.what)) return;
    announce(
      ids.length === 1
        ? sentences.removed(names[0] ?? '', bridged)
        : ids.length > 1
          ? sentences.removedMany(ids.length)
          : 'Connection removed',
    );
    if (neighbour !== undefined && nodeById(current(), neighbour))
      requestAnimationFrame(() => focusCard(canvas, neighbour));
  };
  const leavesWith = (edgeId: string, ids: readonly string[]) => {
    const edge = current().edges.find((candidate) => candidate.id === edgeId);
    return edge !== undefined && (ids.includes(edge.source) || ids.includes(edge.target));
  };

  return {
    apply,
    refuse,
    add,
    /** A click in the palette: behind the selected step, else behind the newest. */
    addBehindSelection: (type: string) => {
      const nodeId = onlySelected(canvas.getState()) ?? current().nodes.at(-1)?.id;
      const port = nodeId === undefined ? undefined : freePort(current(), nodeId);
      add(type, nodeId !== undefined && port !== undefined ? { after: { nodeId, port } } : {});
    },
    connect: connectSteps,
    removeSelection: () => {
      const { edges } = canvas.getState();
      remove(
        selectedIds(canvas.getState()),
        edges.filter((edge) => edge.selected).map((edge) => edge.id),
      );
    },
    removeEdge: (id: string) => remove([], [id]),
    duplicateSelection: () => {
      const command = duplicateSteps(current(), selectedIds(canvas.getState()));
      if (!apply(command.ops, command.what)) return;
      announce(sentences.pasted(command.ids.length));
      requestAnimationFrame(() => canvas.getState().select(command.ids));
    },
    /** The selection as JSON text; undefined while nothing is selected. */
    copy: (): string | undefined => {
      const ids = selectedIds(canvas.getState());
      if (ids.length === 0) return undefined;
      announce(sentences.copied(ids.length));
      return JSON.stringify(copyPart(current(), new Set(ids)), null, 2);
    },
    paste: (text: string, at?: Position): boolean => {
      const part = parsePart(text);
      if (!part) return false;
      const credentials = store.getState().facts.credentials;
      const pasted = pastePart(current(), part, {
        ...(at ? { at } : {}),
        ...(credentials ? { credentials: new Set(credentials.keys()) } : {}),
      });
      if (!apply(pasted.ops, pasted.ids.length === 1 ? 'Paste a step' : `Paste ${pasted.ids.length} steps`))
        return true;
      announce(sentences.pasted(pasted.ids.length));
      if (pasted.unresolved.length > 0)
        refuse(
          `${pasted.unresolved.length} references lead to steps that this flow does not have. See the issues.`,
        );
      requestAnimationFrame(() => canvas.getState().select(pasted.ids));
      return true;
    },
    move: (positions: Readonly<Record<string, Position>>) => {
      const command = moveSteps(current(), positions);
      apply(command.ops, command.what);
    },
    tidy: async () => {
      const places = await tidyPlaces(current()).catch(() => undefined);
      if (!places) return refuse('The flow could not be tidied up: the layout did not load. Try again.');
      if (apply(moveSteps(current(), places).ops, 'Tidy up')) announce(sentences.tidied);
    },
    undo: () => {
      const what = undo(store);
      announce(what === undefined ? sentences.nothingToUndo : sentences.undone(what));
    },
    redo: () => {
      const what = redo(store);
      announce(what === undefined ? sentences.nothingToRedo : sentences.redone(what));
    },
    /** Opens the palette for the step behind `nodeId`, by its first way out that leads nowhere yet. */
    addAfter: (nodeId: string | undefined, port?: string) => {
      const node = nodeId === undefined ? undefined : nodeById(current(), nodeId);
      if (!node) return workbench.setState({ adding: { triggers: true } });
      const free = port ?? freePort(current(), node.id);
      if (free === undefined) return refuse(`${node.name} ends its path, so nothing can come after it.`);
      workbench.setState({ adding: { after: { nodeId: node.id, port: free }, triggers: false } });
    },
    insertOn: (edge: string) => workbench.setState({ adding: { edge, triggers: false } }),
    open: (nodeId: string) => {
      focusCard(canvas, nodeId);
      workbench.setState({ inspectorOpen: true });
    },
  };
}
