import { ActionIcon, Tooltip } from '@mantine/core';
import { useStore } from 'zustand';
import { selectedIds } from '../canvas/canvas-store.ts';
import type { RunOverlayStore } from '../run-overlay/run-overlay.ts';
import { clearTest } from '../test-fire/test-fire.ts';
import { IconAlertTriangle, IconX } from '../ui/icons.ts';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import type { EditorParts } from './editor-parts.ts';
import classes from './FlowEditor.module.css';

/** What lies over the canvas: which run is shown, and why something could not be done. */
export function CanvasNotices({ parts }: { parts: EditorParts }) {
  const { workbench, test, store, actions } = parts;
  const notice = useStore(workbench, (state) => state.notice);
  const moving = useStore(workbench, (state) => state.moving);
  const overlay = useStore(test, (state) => state.overlay);
  const selected = useStore(parts.canvas, (state) => selectedIds(state).length);
  const canTidy = useStore(store, (state) => state.document.nodes.length > 1);
  return (
    <>
      {overlay && <ShownRun overlay={overlay} onClose={() => clearTest(test)} />}
      {!parts.readOnly && (
        <div className={classes.tools} role="toolbar" aria-label="Selection">
          {selected > 1 && (
            <>
              <span>{selected} steps</span>
              <button type="button" onClick={actions.duplicateSelection}>
                Duplicate
              </button>
              <button type="button" onClick={actions.removeSelection}>
                Remove
              </button>
            </>
          )}
          {canTidy && (
            <button type="button" onClick={() => void actions.tidy()}>
              Tidy up
            </button>
          )}
        </div>
      )}
      {(notice ?? moving) && (
        <div className={classes.notice} data-tone={notice ? 'bad' : 'neutral'}>
          {notice && <IconAlertTriangle size={16} aria-hidden />}
          {notice ?? 'Arrows move the step, Enter keeps the place, Escape puts it back.'}
        </div>
      )}
    </>
  );
}

function ShownRun({ overlay, onClose }: { overlay: RunOverlayStore; onClose: () => void }) {
  const status = useStore(overlay, (run) => run.status);
  return (
    <div className={classes.shownRun}>
      Test run
      <StatusBadge status={status} />
      <Tooltip label="Take the run off the canvas">
        <ActionIcon size="sm" aria-label="Take the run off the canvas" onClick={onClose}>
          <IconX size={15} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
