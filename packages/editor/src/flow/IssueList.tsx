import type { FlowIssue } from '@sista/shared/flow/flow.schema';
import { nodeById } from '@sista/shared/flow/flow-graph';
import { useStore } from 'zustand';
import { IconAlertTriangle } from '../ui/icons.ts';
import type { EditorParts } from './editor-parts.ts';
import classes from './FlowTopBar.module.css';
import { openField } from './open-field.ts';

/** All issues; a line leads to its field. */
export function IssueList({ parts, onDone }: { parts: EditorParts; onDone: () => void }) {
  const { store } = parts;
  const issues = useStore(store, (state) => state.issues);
  const document = useStore(store, (state) => state.document);
  const open = (issue: FlowIssue) => {
    onDone();
    if (issue.nodeId !== null) openField(parts, issue.nodeId, issue.path);
  };
  return (
    <ul className={classes.list}>
      {issues.map((issue) => (
        <li key={`${issue.nodeId} ${issue.path} ${issue.code}`}>
          <button
            type="button"
            className={classes.issue}
            data-level={issue.level}
            onClick={() => open(issue)}
          >
            <IconAlertTriangle size={15} aria-hidden />
            <span>{issue.message}</span>
            <small>
              {issue.level === 'warning' ? 'Warning · ' : ''}
              {issue.nodeId === null ? 'The flow' : (nodeById(document, issue.nodeId)?.name ?? issue.nodeId)}
            </small>
          </button>
        </li>
      ))}
    </ul>
  );
}
