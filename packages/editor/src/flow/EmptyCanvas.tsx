import { Button } from '@mantine/core';
import { IconPlus } from '../ui/icons.ts';
import { PageLink } from '../ui/PageLink.tsx';
import type { EditorParts } from './editor-parts.ts';
import classes from './FlowEditor.module.css';

/** An empty canvas says what comes first. */
export function EmptyCanvas({ parts }: { parts: EditorParts }) {
  return (
    <div className={classes.empty}>
      <h2>What starts this flow?</h2>
      <p>A request from another system, a schedule, or a person. Steps come after it, from left to right.</p>
      <div className={classes.emptyActions}>
        {!parts.readOnly && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => parts.actions.addAfter(undefined)}>
            Choose the start
          </Button>
        )}
        <Button component={PageLink} to="/templates" variant="default">
          Begin with a template
        </Button>
      </div>
    </div>
  );
}
