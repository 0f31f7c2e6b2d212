import { ActionIcon, Button } from '@mantine/core';
import classes from '../inspector/Inspector.module.css';
import { IconX } from '../ui/icons.ts';

/** The panel while no step, or more than one, is selected. */
export function NothingSelected({
  onClose,
  onAdd,
}: {
  onClose: () => void;
  onAdd: (() => void) | undefined;
}) {
  return (
    <aside className={classes.inspector} aria-label="Step" data-region="Step" tabIndex={-1}>
      <header className={classes.head}>
        <span className={classes.names}>
          <strong>No step selected</strong>
        </span>
        <ActionIcon aria-label="Close the panel" onClick={onClose}>
          <IconX size={17} />
        </ActionIcon>
      </header>
      <div className={classes.pane}>
        <p className={classes.hint}>Click a step to see what it gets, what it does and what it gives.</p>
        {onAdd && (
          <Button variant="default" onClick={onAdd}>
            Add a step
          </Button>
        )}
      </div>
    </aside>
  );
}
