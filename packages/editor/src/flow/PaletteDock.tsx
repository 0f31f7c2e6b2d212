import { ActionIcon, Tooltip } from '@mantine/core';
import { useStore } from 'zustand';
import { Palette } from '../palette/Palette.tsx';
import { IconLayoutSidebarLeftCollapse, IconPlus } from '../ui/icons.ts';
import type { EditorParts } from './editor-parts.ts';
import classes from './FlowEditor.module.css';

/** The palette at the left. A click adds after the selected step, a drag puts it where it is dropped. */
export function PaletteDock({ parts }: { parts: EditorParts }) {
  const { workbench, actions } = parts;
  const open = useStore(workbench, (state) => state.palette);
  if (!open)
    return (
      <div className={classes.dockFolded}>
        <Tooltip label="Show the steps" position="right">
          <ActionIcon aria-label="Show the steps" onClick={() => workbench.setState({ palette: true })}>
            <IconPlus size={18} />
          </ActionIcon>
        </Tooltip>
      </div>
    );
  return (
    <aside className={classes.dock} aria-label="Steps" data-region="Steps" tabIndex={-1}>
      <div className={classes.dockHead}>
        <h2>Add a step</h2>
        <Tooltip label="Hide">
          <ActionIcon
            size="sm"
            aria-label="Hide the steps"
            onClick={() => workbench.setState({ palette: false })}
          >
            <IconLayoutSidebarLeftCollapse size={17} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
      <Palette draggable onPick={actions.addBehindSelection} />
    </aside>
  );
}
