import type { FlowIssue } from '@sista/shared/flow/flow.schema';
import type { NamedField } from '@sista/shared/node/field';

/** What every control is given. `value` is the stored one: it may hold `{{ … }}`, or be of a wrong kind. */
export type ControlProps = {
  /** For the one input of a control; the field's label points at it. */
  id: string;
  /** The id of the label, for controls that are a group of inputs. */
  labelId: string;
  /** Ids of help, issues and resolved value. */
  describedBy: string | undefined;
  field: NamedField;
  value: unknown;
  /** `undefined` takes the member out of the config. */
  onChange: (value: unknown) => void;
  issues: readonly FlowIssue[];
};

/** The issue of a part of the field: `conditions.0.when` for `['0', 'when']`. */
export function issueAt(
  { field, issues }: ControlProps,
  ...parts: readonly (string | number)[]
): FlowIssue | undefined {
  const path = ['config', field.name, ...parts].join('.');
  const short = [field.name, ...parts].join('.');
  return issues.find((issue) => issue.path === path || issue.path === short);
}
