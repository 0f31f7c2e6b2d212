import { Tooltip } from '@mantine/core';
import type { FlowIssue } from '@sista/shared/flow/flow.schema';
import type { NamedField } from '@sista/shared/node/field';
import { useId, useState } from 'react';
import { IconAlertTriangle, IconBraces } from '../ui/icons.ts';
import { controls } from './controls.ts';
import { ExpressionInput } from './ExpressionInput.tsx';
import { useInspector } from './inspector-context.ts';
import classes from './NodeForm.module.css';
import { ResolvedValue } from './ResolvedValue.tsx';

export type FieldRowProps = {
  field: NamedField;
  value: unknown;
  issues: readonly FlowIssue[];
  onChange: (value: unknown) => void;
};

// These show the issues of their parts where the parts are.
const showOwnIssues = new Set(['conditions', 'mapping', 'headers', 'schema']);
// Plain values become an expression and back by the braces beside their label.
const plainControls = new Set(['number', 'switch', 'choice', 'choices', 'duration', 'credits']);

/** One field: label, help, control, its value in the current sample, what is wrong with it. */
export function FieldRow({ field, value, issues, onChange }: FieldRowProps) {
  const id = useId();
  const { readOnly } = useInspector();
  const { meta } = field;
  const canBind = meta.bindable === true && plainControls.has(meta.control);
  const [bound, setBound] = useState(canBind && isTemplate(value));
  const asExpression = canBind && (bound || isTemplate(value));
  const Control = controls[meta.control];
  const shownIssues = showOwnIssues.has(meta.control) ? [] : issues;
  const helpId = meta.help ? `${id}-help` : undefined;
  const issueId = shownIssues.length > 0 ? `${id}-issues` : undefined;
  const describedBy = [helpId, issueId].filter(Boolean).join(' ') || undefined;
  return (
    <div className={classes.field} data-field={field.name}>
      <div className={classes.labelRow}>
        <label id={`${id}-label`} htmlFor={id}>
          {meta.label}
        </label>
        {canBind && !readOnly && (
          <Tooltip label={asExpression ? 'Use a plain value' : 'Use an expression'}>
            <button
              type="button"
              className={classes.bind}
              aria-pressed={asExpression}
              aria-label={`${meta.label}: use an expression`}
              onClick={() => {
                setBound(!asExpression);
                onChange(undefined);
              }}
            >
              <IconBraces size={15} stroke={1.8} aria-hidden />
            </button>
          </Tooltip>
        )}
      </div>
      {asExpression ? (
        <ExpressionInput
          id={id}
          label={meta.label}
          mono
          describedBy={describedBy}
          value={typeof value === 'string' ? value : ''}
          placeholder="{{ … }}"
          invalid={issues.length > 0}
          onChange={onChange}
        />
      ) : (
        <Control
          id={id}
          labelId={`${id}-label`}
          describedBy={describedBy}
          field={field}
          value={value}
          issues={issues}
          onChange={onChange}
        />
      )}
      {meta.bindable && meta.control !== 'conditions' && (
        <ResolvedValue stored={value} label={meta.label} perItem={meta.perItem === true} />
      )}
      {meta.help && (
        <p id={helpId} className={classes.help}>
          <WithCode text={meta.help} />
        </p>
      )}
      <Issues id={issueId} issues={shownIssues} />
    </div>
  );
}

/** What stands between backticks is written as in a field. */
function WithCode({ text }: { text: string }) {
  return text.split('`').map((part, place) => (place % 2 === 1 ? <code key={part}>{part}</code> : part));
}

function Issues({ id, issues }: { id: string | undefined; issues: readonly FlowIssue[] }) {
  if (issues.length === 0) return null;
  return (
    <ul id={id} className={classes.issues}>
      {issues.map((issue) => (
        <li key={`${issue.path} ${issue.code}`} data-level={issue.level}>
          <IconAlertTriangle size={14} aria-hidden />
          {issue.message}
        </li>
      ))}
    </ul>
  );
}

const isTemplate = (value: unknown) => typeof value === 'string' && value.includes('{{');
