import { Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { FlowIssue, FlowNode } from '@sista/shared/flow/flow.schema';
import { fieldsOf, type NamedField } from '@sista/shared/node/field';
import { nodeDefinitions } from '@sista/shared/nodes';
import { IconChevronRight } from '../ui/icons.ts';
import { FieldRow } from './FieldRow.tsx';
import classes from './NodeForm.module.css';
import { defaultOf } from './options-of.ts';

export type NodeFormProps = {
  node: FlowNode;
  issues: readonly FlowIssue[];
  onConfig: (field: string, value: unknown) => void;
};

/** Every node's form comes from its definition: a new node type needs no form, at most a new control. */
export function NodeForm({ node, issues, onConfig }: NodeFormProps) {
  const definition = nodeDefinitions[node.type];
  if (!definition)
    return (
      <p className={classes.note}>
        This build does not know the step type {node.type}. Its settings are kept.
      </p>
    );
  const fields = fieldsOf(definition.config).filter((field) =>
    isShown(field, fieldsOf(definition.config), node.config),
  );
  const row = (field: NamedField) => (
    <FieldRow
      key={field.name}
      field={field}
      value={node.config[field.name]}
      issues={issuesOf(issues, field.name)}
      onChange={(value) => onConfig(field.name, value)}
    />
  );
  const advanced = fields.filter((field) => field.meta.section === 'advanced');
  const advancedIssues = advanced.some((field) => issuesOf(issues, field.name).length > 0);
  return (
    <div className={classes.form}>
      {fields.filter((field) => field.meta.section === undefined).map(row)}
      {fields.length === 0 && <p className={classes.note}>Nothing has to be set here.</p>}
      {advanced.length > 0 && (
        <Fold label="More settings" startOpen={advancedIssues}>
          {advanced.map(row)}
        </Fold>
      )}
    </div>
  );
}

export function Fold({
  label,
  startOpen = false,
  children,
}: {
  label: string;
  startOpen?: boolean;
  children: React.ReactNode;
}) {
  const [open, { toggle }] = useDisclosure(startOpen);
  return (
    <section className={classes.fold}>
      <button type="button" aria-expanded={open} onClick={toggle}>
        <IconChevronRight size={15} aria-hidden data-open={open || undefined} />
        {label}
      </button>
      <Collapse expanded={open}>
        <div className={classes.form}>{children}</div>
      </Collapse>
    </section>
  );
}

/** Whether the field that this one depends on has one of the values; a field that is not set has its default. */
export function isShown(
  field: NamedField,
  all: readonly NamedField[],
  config: Readonly<Record<string, unknown>>,
): boolean {
  const { showWhen } = field.meta;
  if (!showWhen) return true;
  const other = all.find((candidate) => candidate.name === showWhen.field);
  const value = config[showWhen.field] ?? (other && defaultOf(other));
  return showWhen.is.includes(value);
}

/** Issues of one field and of all its parts. Paths lead from the node (`config.url`) or from the config (`url`). */
export function issuesOf(issues: readonly FlowIssue[], name: string): FlowIssue[] {
  return issues.filter(({ path }) => {
    const inside = path.startsWith('config.') ? path.slice('config.'.length) : path;
    return inside === name || inside.startsWith(`${name}.`);
  });
}
