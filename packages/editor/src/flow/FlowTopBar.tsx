import { ActionIcon, Button, Menu, Popover, Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useRight } from '../api/session.ts';
import type { FlowAnswer } from '../api/shapes.ts';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronLeft,
  IconDots,
  IconFlask,
  IconRocket,
  IconVersions,
} from '../ui/icons.ts';
import { PageLink } from '../ui/PageLink.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import type { EditorParts } from './editor-parts.ts';
import { FlowMenu } from './FlowMenu.tsx';
import classes from './FlowTopBar.module.css';
import { IssueList } from './IssueList.tsx';
import { SaveWords } from './SaveWords.tsx';

type TopBarProps = { flow: FlowAnswer; parts: EditorParts; onTest: () => void };

/** Name, state, issues, save state, undo, versions, test, publish. */
export function FlowTopBar({ flow, parts, onTest }: TopBarProps) {
  const { workbench, readOnly } = parts;
  const mayPublish = useRight('flow.publish');
  return (
    <header className={classes.bar} data-region="Flow" tabIndex={-1}>
      <Tooltip label="All flows">
        <ActionIcon component={PageLink} to="/flows" aria-label="All flows">
          <IconChevronLeft size={18} />
        </ActionIcon>
      </Tooltip>
      <FlowName parts={parts} />
      <span className={classes.states}>
        <StatusBadge status={flow.status}>{stateWords(flow)}</StatusBadge>
        <Issues parts={parts} />
        <SaveWords parts={parts} />
      </span>
      <span className={classes.space} />
      {readOnly ? (
        <span className={classes.hint}>Open on a wider screen to edit</span>
      ) : (
        <History parts={parts} />
      )}
      <Button
        variant="subtle"
        color="gray"
        className={classes.wide ?? ''}
        leftSection={<IconVersions size={16} />}
        onClick={() => workbench.setState({ dialog: 'versions' })}
      >
        Versions
      </Button>
      <Button
        variant="default"
        size="sm"
        className={classes.test ?? ''}
        leftSection={<IconFlask size={16} />}
        onClick={onTest}
      >
        Test
      </Button>
      {mayPublish && !readOnly && (
        <Button
          leftSection={<IconRocket size={16} />}
          onClick={() => workbench.setState({ dialog: 'publish' })}
        >
          Publish
        </Button>
      )}
      <Menu width={220}>
        <Menu.Target>
          <ActionIcon aria-label="More about this flow">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <FlowMenu flow={flow} parts={parts} />
      </Menu>
    </header>
  );
}

export function stateWords({
  status,
  liveVersion,
  draftDiffers,
}: Pick<FlowAnswer, 'status' | 'liveVersion' | 'draftDiffers'>): string {
  if (status === 'draft' || liveVersion === null) return 'Draft';
  const state = status === 'paused' ? `Paused, v${liveVersion}` : `Live v${liveVersion}`;
  return draftDiffers ? `${state}, draft differs` : state;
}

/** The name, edited in place: what is typed is saved when the field is left, and an empty name is put back. */
function FlowName({ parts }: { parts: EditorParts }) {
  const { store, actions, readOnly } = parts;
  const name = useStore(store, (state) => state.document.name);
  const [text, setText] = useState(name);
  useEffect(() => {
    setText(name);
    document.title = `${name} · Sista Flow`;
  }, [name]);
  const keep = () => {
    const next = text.trim();
    if (next === '' || next === name) return setText(name);
    actions.apply([{ op: 'setDocumentField', field: 'name', value: next }], 'Rename the flow');
  };
  return (
    <h1 className={classes.title}>
      <input
        className={classes.name}
        aria-label="Name of the flow"
        value={text}
        readOnly={readOnly}
        maxLength={200}
        size={Math.max(8, Math.min(text.length + 1, 40))}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') setText(name);
        }}
      />
    </h1>
  );
}

function Issues({ parts }: { parts: EditorParts }) {
  const { store, workbench } = parts;
  const issues = useStore(store, (state) => state.issues);
  const opened = useStore(workbench, (state) => state.issues);
  if (issues.length === 0) return null;
  const errors = issues.filter((issue) => issue.level === 'error').length;
  const words = `${issues.length} ${issues.length === 1 ? 'issue' : 'issues'}`;
  return (
    <Popover
      opened={opened}
      onChange={(next) => workbench.setState({ issues: next })}
      width={380}
      shadow="md"
      position="bottom-start"
      trapFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.issues}
          data-tone={errors > 0 ? 'bad' : 'wait'}
          aria-expanded={opened}
          onClick={() => workbench.setState({ issues: !opened })}
        >
          {words}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={6}>
        <IssueList parts={parts} onDone={() => workbench.setState({ issues: false })} />
      </Popover.Dropdown>
    </Popover>
  );
}

function History({ parts }: { parts: EditorParts }) {
  const { store, actions } = parts;
  const undoable = useStore(store, (state) => state.undoable.at(-1)?.what);
  const redoable = useStore(store, (state) => state.redoable.at(-1)?.what);
  return (
    <span className={classes.history}>
      <Tooltip label={undoable ? `Undo: ${undoable}` : 'There is nothing to undo'}>
        <ActionIcon
          aria-label={undoable ? `Undo: ${undoable}` : 'Undo'}
          aria-disabled={!undoable}
          data-off={!undoable || undefined}
          onClick={actions.undo}
        >
          <IconArrowBackUp size={18} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={redoable ? `Do again: ${redoable}` : 'There is nothing to do again'}>
        <ActionIcon
          aria-label={redoable ? `Do again: ${redoable}` : 'Do again'}
          aria-disabled={!redoable}
          data-off={!redoable || undefined}
          onClick={actions.redo}
        >
          <IconArrowForwardUp size={18} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
