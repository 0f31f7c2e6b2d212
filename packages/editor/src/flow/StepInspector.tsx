import { type FlowDocument, nodeIdPattern } from '@sista/shared/flow/flow.schema';
import { nodeById } from '@sista/shared/flow/flow-graph';
import { nodeDefinitions } from '@sista/shared/nodes';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { createStore, useStore } from 'zustand';
import type { FlowAnswer, RunAnswer } from '../api/shapes.ts';
import { trpc } from '../api/trpc.ts';
import { onlySelected } from '../canvas/canvas-store.ts';
import { focusCard } from '../canvas/roving-focus.ts';
import { Inspector, type NodeEdits } from '../inspector/Inspector.tsx';
import { previewScope } from '../inspector/preview-scope.ts';
import { stepAt } from '../run/run-place.ts';
import { loopOf } from '../run-overlay/loop-of.ts';
import type { RunOverlay } from '../run-overlay/run-overlay.ts';
import { sampleOf } from '../test-fire/test-fire.ts';
import type { EditorParts } from './editor-parts.ts';
import { NothingSelected } from './NothingSelected.tsx';
import { useSampleItem } from './sample-item.ts';
import { TriggerCard } from './TriggerCard.tsx';

const noOverlay = createStore<Pick<RunOverlay, 'detail' | 'item'>>(() => ({
  detail: undefined,
  item: undefined,
}));

/** The inspector of the selected step, with the data of the last test. */
export function StepInspector({ flow, parts }: { flow: FlowAnswer; parts: EditorParts }) {
  const { store, canvas, workbench, actions, test, readOnly } = parts;
  const selected = useStore(canvas, onlySelected);
  const document = useStore(store, (state) => state.document);
  const issues = useStore(store, (state) =>
    selected === undefined ? undefined : state.issuesByNode.get(selected),
  );
  const tab = useStore(workbench, (state) => state.tab);
  const lastRun = useLastTest(flow.id, parts);
  const fired = useStore(test);
  const sample = useMemo(() => sampleOf(fired), [fired]);
  const chosen = useChosenPath(parts, document, selected);
  const found = useSampleItem(document, selected, lastRun, sample, chosen);
  // The same item again is no reason to evaluate every field anew.
  const { path, value } = found ?? {};
  const item = useMemo(() => (path === undefined ? undefined : { path, value }), [path, value]);
  const preview = useMemo(
    () => (selected === undefined ? undefined : previewScope(document, selected, lastRun, sample, item)),
    [document, selected, lastRun, sample, item],
  );
  const edits = useMemo(
    () => (selected === undefined ? undefined : editsOf(parts, selected)),
    [parts, selected],
  );
  const node = selected === undefined ? undefined : nodeById(document, selected);
  const close = () => {
    workbench.setState({ inspectorOpen: false });
    if (selected !== undefined) focusCard(canvas, selected);
  };
  if (!node || !preview || !edits)
    return (
      <NothingSelected onClose={close} onAdd={readOnly ? undefined : () => actions.addAfter(undefined)} />
    );
  const isTrigger = nodeDefinitions[node.type]?.trigger !== undefined;
  return (
    <Inspector
      flowId={flow.id}
      node={node}
      issues={issues ?? []}
      readOnly={readOnly}
      ingressUrl={flow.ingressUrl}
      preview={preview}
      step={stepAt(lastRun?.stepList ?? [], node.id, chosen)}
      run={lastRun}
      tab={tab}
      onTab={(next) => workbench.setState({ tab: next })}
      onClose={close}
      edits={edits}
      above={isTrigger ? <TriggerCard flow={flow} samplePayload={sample?.payload} /> : undefined}
    />
  );
}

/** The item that is chosen on the canvas, where the step is in its loop. */
function useChosenPath(
  { test }: EditorParts,
  document: FlowDocument,
  nodeId: string | undefined,
): string | undefined {
  const overlay = useStore(test, (state) => state.overlay);
  const item = useStore(overlay ?? noOverlay, (run) => run.item);
  return nodeId !== undefined && item?.loopId === loopOf(document, nodeId) ? item?.path : undefined;
}

/** The test that lies over the canvas, else the newest one of this flow: its data stands beside the fields. */
function useLastTest(flowId: string, { test }: EditorParts): RunAnswer | undefined {
  const overlay = useStore(test, (state) => state.overlay);
  const shown = useStore(overlay ?? noOverlay, (run) => run.detail);
  const recent = useQuery({
    ...trpc.run.list.queryOptions({ flowId, mode: 'test', limit: 1 }),
    staleTime: 60_000,
  });
  const id = recent.data?.data[0]?.id;
  const last = useQuery({
    ...trpc.run.get.queryOptions({ id: id ?? '' }),
    enabled: id !== undefined,
    staleTime: 60_000,
  });
  return shown ?? last.data;
}

function editsOf({ actions, store, canvas }: EditorParts, id: string): NodeEdits {
  const nameNow = () => nodeById(store.getState().document, id)?.name ?? id;
  return {
    rename: (name) => {
      if (name.trim() !== '') actions.apply([{ op: 'rename', id, name }], 'Rename a step', `name ${id}`);
    },
    setConfig: (field, value) =>
      actions.apply(
        [{ op: 'setField', id, path: [field], ...(value === undefined ? {} : { value }) }],
        `Edit ${nameNow()}`,
        `${field} ${id}`,
      ),
    setOption: (option, value) =>
      actions.apply(
        [{ op: 'setOption', id, option, ...(value === undefined ? {} : { value: value as never }) }],
        `Edit ${nameNow()}`,
        `${option} ${id}`,
      ),
    duplicate: actions.duplicateSelection,
    remove: actions.removeSelection,
    changeAddress: (to) => {
      if (!nodeIdPattern.test(to))
        return 'An address starts with a small letter and has letters, digits and _ only, at most 64.';
      if (nodeById(store.getState().document, to)) return 'Another step has this address.';
      if (!actions.apply([{ op: 'changeAddress', id, to }], `Change the address of ${nameNow()}`))
        return undefined;
      requestAnimationFrame(() => focusCard(canvas, to));
      return undefined;
    },
  };
}
