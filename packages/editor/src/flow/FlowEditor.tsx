import type { FlowNode } from '@sista/shared/flow/flow.schema';
import { useCallback, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { FlowAnswer } from '../api/shapes.ts';
import { useCanvasGestures } from '../canvas/canvas-gestures.ts';
import { FlowCanvas } from '../canvas/FlowCanvas.tsx';
import { describeNode } from '../canvas/node-words.ts';
import type { CurrentSample } from '../inspector/preview-scope.ts';
import { MakeItYours, useMadeOf } from '../template/MakeItYours.tsx';
import { TestPanel } from '../test-fire/TestPanel.tsx';
import { startTest } from '../test-fire/test-fire.ts';
import { AddStepPopup } from './AddStepPopup.tsx';
import { CanvasNotices } from './CanvasNotices.tsx';
import { EmptyCanvas } from './EmptyCanvas.tsx';
import { type EditorParts, useEditorParts } from './editor-parts.ts';
import { FlowDialogs } from './FlowDialogs.tsx';
import classes from './FlowEditor.module.css';
import { FlowTopBar } from './FlowTopBar.tsx';
import { useCanvasKeys, useClipboard, useGlobalKeys } from './flow-keys.ts';
import { openField } from './open-field.ts';
import { useOpenFromAddress } from './open-from-address.ts';
import { PaletteDock } from './PaletteDock.tsx';
import { StepInspector } from './StepInspector.tsx';

/** Top bar, palette, canvas, step panel and test panel of one open flow. */
export function FlowEditor({ flow, kept }: { flow: FlowAnswer; kept: CurrentSample | undefined }) {
  const parts = useEditorParts(flow, kept);
  const { store, workbench, test, actions, readOnly, flush } = parts;
  const { test: testOpen, inspectorOpen } = useStore(workbench);
  const document = useStore(store, (state) => state.document);
  const run = useCallback(() => {
    workbench.setState({ test: true });
    return startTest(test, flow.id, flush);
  }, [workbench, test, flow.id, flush]);
  const onTest = useCallback(() => void run(), [run]);
  const keys = useMemo(() => ({ ...parts, onTest }), [parts, onTest]);
  useGlobalKeys(keys);
  useClipboard(keys);
  useOpenFromAddress(parts);
  const madeOf = useMadeOf();
  // Fresh from a template, the first thing to do is to test it.
  useEffect(() => {
    if (madeOf) workbench.setState({ test: true });
  }, [madeOf, workbench]);
  return (
    <div className={classes.editor}>
      <FlowTopBar flow={flow} parts={parts} onTest={() => workbench.setState({ test: true })} />
      <div className={classes.body}>
        {!readOnly && <PaletteDock parts={parts} />}
        <div className={classes.center}>
          <CanvasOfFlow parts={parts} keys={keys} label={flow.name} />
          {testOpen && (
            <TestPanel
              flowId={flow.id}
              document={document}
              test={test}
              readOnly={readOnly}
              onRun={onTest}
              onClose={() => workbench.setState({ test: false })}
              onStep={(nodeId) => {
                actions.open(nodeId);
                workbench.setState({ tab: 'output' });
              }}
              onField={(nodeId, path) => openField(parts, nodeId, path)}
            />
          )}
        </div>
        {inspectorOpen && <StepInspector flow={flow} parts={parts} />}
      </div>
      <FlowDialogs flow={flow} parts={parts} />
    </div>
  );
}

type CanvasProps = { parts: EditorParts; keys: EditorParts & { onTest: () => void }; label: string };

function CanvasOfFlow({ parts, keys, label }: CanvasProps) {
  const { store, canvas, workbench, actions, test, readOnly } = parts;
  const overlay = useStore(test, (state) => state.overlay);
  const document = useStore(store, (state) => state.document);
  const isEmpty = document.nodes.length === 0;
  const gestures = useCanvasGestures(store, actions, workbench);
  const onKeyDown = useCanvasKeys(keys);
  const labelOf = useCallback(
    (node: FlowNode) => {
      const { document, issuesByNode } = store.getState();
      return describeNode(document, node, undefined, issuesByNode.get(node.id));
    },
    [store],
  );
  const editing = useMemo(
    () => ({ addAfter: actions.addAfter, insertOn: actions.insertOn, removeEdge: actions.removeEdge }),
    [actions],
  );
  const pointing = useMemo(
    () => ({
      ...(readOnly ? {} : gestures),
      // A click opens the step, unless it only adds to the selection.
      onNodeClick: (event: React.MouseEvent, node: { id: string }) => {
        canvas.getState().focus(node.id);
        if (!event.shiftKey && !event.metaKey && !event.ctrlKey) workbench.setState({ inspectorOpen: true });
      },
      onPaneClick: () => workbench.setState({ adding: undefined, notice: undefined, inspectorOpen: false }),
    }),
    [readOnly, gestures, canvas, workbench],
  );
  return (
    <div className={classes.canvas}>
      <FlowCanvas
        model={store}
        canvas={canvas}
        label={`Flow ${label}`}
        overlay={overlay}
        labelOf={labelOf}
        onOpen={actions.open}
        onKeyDown={onKeyDown}
        gestures={pointing}
        {...(readOnly ? {} : { editing })}
      />
      {isEmpty && <EmptyCanvas parts={parts} />}
      <AddStepPopup parts={parts} />
      <CanvasNotices parts={parts} />
      {!readOnly && (
        <MakeItYours document={document} onField={(nodeId, path) => openField(parts, nodeId, path)} />
      )}
    </div>
  );
}
