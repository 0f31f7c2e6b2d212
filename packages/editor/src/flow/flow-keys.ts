import { nodeById } from '@sista/shared/flow/flow-graph';
import { snap } from '@sista/shared/flow/place-node';
import { type KeyboardEvent, useEffect, useMemo } from 'react';
import { announce, sentences } from '../announce.ts';
import { type CanvasStore, selectedIds } from '../canvas/canvas-store.ts';
import { focusCard, nextCard } from '../canvas/roving-focus.ts';
import type { DocumentStore } from '../document/document-store.ts';
import { actionOf, type FlowKeyAction, flowKeys, globalKeys, isEditing } from '../keymap.ts';
import type { FlowActions } from './flow-actions.ts';
import type { WorkbenchStore } from './workbench.ts';

export type KeyParts = {
  store: DocumentStore;
  canvas: CanvasStore;
  workbench: WorkbenchStore;
  actions: FlowActions;
  readOnly: boolean;
  onTest: () => void;
};

const nudge = 8;
const largeNudge = 40;

/** The canvas's own keys. Letters act only while the canvas has the focus. */
export function useCanvasKeys(parts: KeyParts): (event: KeyboardEvent) => void {
  const { store, canvas, workbench, actions, readOnly, onTest } = parts;
  return useMemo(() => {
    const handle = { store, canvas, workbench, actions, readOnly, onTest };
    return (event) => {
      if (isEditing(event.target)) return;
      if (workbench.getState().moving ? moveByKey(handle, event) : pressOnCanvas(handle, event)) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
  }, [store, canvas, workbench, actions, readOnly, onTest]);
}

/** Answers whether the key was one of ours. */
function pressOnCanvas(parts: KeyParts, event: KeyboardEvent): boolean {
  const { store, canvas, workbench } = parts;
  const focused = canvas.getState().focused;
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const next =
    focused !== undefined && isPlain ? nextCard(store.getState().document, focused, event.key) : undefined;
  if (next !== undefined) {
    const before = event.shiftKey ? selectedIds(canvas.getState()) : [];
    focusCard(canvas, next);
    if (before.length > 0) canvas.getState().select([...before, next]);
    return true;
  }
  if (event.key === 'Escape') {
    workbench.setState({ inspectorOpen: false, adding: undefined, notice: undefined });
    return true;
  }
  const action = actionOf(flowKeys, event);
  return action !== undefined && doOnCanvas(parts, action, focused);
}

function doOnCanvas(parts: KeyParts, action: FlowKeyAction, focused: string | undefined): boolean {
  const { store, canvas, workbench, actions, readOnly } = parts;
  const changes: FlowKeyAction[] = ['remove', 'add', 'connect', 'move', 'tidy', 'duplicate', 'rename'];
  if (readOnly && changes.includes(action)) return false;
  switch (action) {
    case 'open':
      if (focused !== undefined) actions.open(focused);
      break;
    case 'rename':
      if (focused !== undefined) openAndFocus(parts, focused, 'input[aria-label="Name of the step"]');
      break;
    case 'remove':
      actions.removeSelection();
      break;
    case 'add':
      actions.addAfter(focused);
      break;
    case 'connect':
      if (focused !== undefined) workbench.setState({ dialog: 'connect' });
      break;
    case 'move':
      if (focused !== undefined) startMoving(parts, focused);
      break;
    case 'tidy':
      void actions.tidy();
      break;
    case 'duplicate':
      actions.duplicateSelection();
      break;
    case 'selectAll':
      canvas.getState().select(store.getState().document.nodes.map((node) => node.id));
      break;
    case 'previousIssue':
    case 'nextIssue':
      toIssue(parts, action === 'nextIssue' ? 1 : -1, focused);
      break;
    case 'inspector':
      workbench.setState(({ inspectorOpen }) => ({ inspectorOpen: !inspectorOpen }));
      break;
    case 'panel':
      workbench.setState(({ test }) => ({ test: !test }));
      break;
    case 'help':
      workbench.setState({ dialog: 'keys' });
      break;
  }
  return true;
}

function openAndFocus({ actions }: KeyParts, id: string, selector: string): void {
  actions.open(id);
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.querySelector<HTMLInputElement>(selector)?.select()),
  );
}

function toIssue({ store, actions }: KeyParts, step: 1 | -1, focused: string | undefined): void {
  const ids = [...store.getState().issuesByNode.keys()];
  if (ids.length === 0) announce('There are no issues');
  const at = focused === undefined ? -1 : ids.indexOf(focused);
  const next = ids[(at + step + ids.length) % ids.length];
  if (next !== undefined) actions.open(next);
}

function startMoving({ store, workbench }: KeyParts, id: string): void {
  const node = nodeById(store.getState().document, id);
  if (!node) return;
  workbench.setState({ moving: { id, from: node.position } });
  announce(sentences.moving(node.name));
}

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function moveByKey({ store, canvas, workbench, actions }: KeyParts, event: KeyboardEvent): boolean {
  const moving = workbench.getState().moving;
  const node = canvas.getState().nodes.find((candidate) => candidate.id === moving?.id);
  if (!moving || !node) return false;
  const direction = directions[event.key];
  const place = (position: { x: number; y: number }) =>
    canvas.getState().onNodesChange([{ type: 'position', id: moving.id, position }]);
  if (direction) {
    const far = event.shiftKey ? largeNudge : nudge;
    place({ x: snap(node.position.x + direction[0] * far), y: snap(node.position.y + direction[1] * far) });
    return true;
  }
  if (event.key !== 'Enter' && event.key !== 'Escape') return false;
  workbench.setState({ moving: undefined });
  if (event.key === 'Escape') place(moving.from);
  else {
    actions.move({ [moving.id]: node.position });
    announce(sentences.moved(nodeById(store.getState().document, moving.id)?.name ?? moving.id));
  }
  return true;
}

/** Keys of the whole page: undo, redo, test. Text fields keep their own undo. */
export function useGlobalKeys({ actions, readOnly, onTest }: KeyParts): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const action = actionOf(globalKeys, event);
      if (action === undefined || event.defaultPrevented) return;
      if (action !== 'test' && (isEditing(event.target) || readOnly)) return;
      event.preventDefault();
      if (action === 'undo') actions.undo();
      else if (action === 'redo') actions.redo();
      else onTest();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [actions, readOnly, onTest]);
}

/** Copy, cut and paste by clipboard events, which need no permission and also work on plain http. */
export function useClipboard({ actions, readOnly }: KeyParts): void {
  useEffect(() => {
    const onCanvas = (event: ClipboardEvent) =>
      !isEditing(event.target) && document.activeElement?.closest('[data-region="Canvas"]') !== null;
    const onCopy = (event: ClipboardEvent) => {
      const text = onCanvas(event) ? actions.copy() : undefined;
      if (text === undefined) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      if (event.type === 'cut' && !readOnly) actions.removeSelection();
    };
    const onPaste = (event: ClipboardEvent) => {
      if (readOnly || isEditing(event.target)) return;
      if (actions.paste(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
    };
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCopy);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCopy);
      document.removeEventListener('paste', onPaste);
    };
  }, [actions, readOnly]);
}
