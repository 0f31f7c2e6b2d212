import { useStore } from 'zustand';
import { IconCheck } from '../ui/icons.ts';
import type { EditorParts } from './editor-parts.ts';
import classes from './FlowTopBar.module.css';

/** Whether what is on screen is saved, in words. */
export function SaveWords({ parts }: { parts: EditorParts }) {
  const save = useStore(parts.store, (state) => state.save);
  const unsent = useStore(parts.store, (state) => state.unsent.length);
  const problem = useStore(parts.store, (state) => state.problem);
  switch (save) {
    case 'saved':
      return (
        <span className={classes.save}>
          <IconCheck size={14} aria-hidden />
          Saved
        </span>
      );
    case 'unsaved':
    case 'saving':
      return <span className={classes.save}>Saving…</span>;
    case 'offline':
      return (
        <span className={classes.save} data-tone="wait">
          Offline, {unsent} {unsent === 1 ? 'change' : 'changes'} kept on this device
        </span>
      );
    case 'refused':
      return (
        <span className={classes.save} data-tone="bad" title={problem}>
          Not saved
          <button type="button" onClick={() => void parts.flush()}>
            Try again
          </button>
        </span>
      );
  }
}
