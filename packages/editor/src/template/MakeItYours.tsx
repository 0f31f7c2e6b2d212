import { ActionIcon, Button } from '@mantine/core';
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { TemplateField } from '@sista/shared/template/define-template';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { IconCircleCheck, IconCircleDashed, IconX } from '../ui/icons.ts';
import classes from './MakeItYours.module.css';
import { documentOf, findTemplate } from './template-list.ts';

/** The template that the flow was made of a moment ago: `?made=order-review` in its address. */
export function useMadeOf(): string | undefined {
  const { made } = useLocation().search as Record<string, unknown>;
  return typeof made === 'string' && findTemplate(made) ? made : undefined;
}

export type MakeItYoursProps = {
  document: FlowDocument;
  /** Opens a step and puts the focus into a field, such as `config.credential`. */
  onField: (nodeId: string, path: string) => void;
};

/** What is left to fill in after a template was used: three fields, each a jump. Closing it clears the address. */
export function MakeItYours({ document, onField }: MakeItYoursProps) {
  const template = findTemplate(useMadeOf());
  const navigate = useNavigate();
  const { pathname } = useLocation();
  if (!template) return null;
  const fields = template.makeItYours.filter(({ nodeId }) => document.nodes.some(({ id }) => id === nodeId));
  const filled = fields.filter((field) => isOwn(document, documentOf(template), field));
  return (
    <section className={classes.card} aria-label="Make it yours">
      <header>
        <h2>Make it yours</h2>
        <span>
          {filled.length} of {fields.length}
        </span>
        <ActionIcon
          size="sm"
          aria-label="Close the list"
          onClick={() => void navigate({ href: pathname, replace: true })}
        >
          <IconX size={15} />
        </ActionIcon>
      </header>
      <p>A test works right now, on samples. These three connect the flow to your world.</p>
      <ul>
        {fields.map((field) => (
          <Field
            key={`${field.nodeId} ${field.path}`}
            field={field}
            step={document.nodes.find(({ id }) => id === field.nodeId)?.name ?? field.nodeId}
            done={filled.includes(field)}
            onOpen={() => onField(field.nodeId, field.path)}
          />
        ))}
      </ul>
    </section>
  );
}

function Field({
  field,
  step,
  done,
  onOpen,
}: {
  field: TemplateField;
  step: string;
  done: boolean;
  onOpen: () => void;
}) {
  const Icon = done ? IconCircleCheck : IconCircleDashed;
  return (
    <li data-done={done || undefined}>
      <Icon size={18} aria-label={done ? 'Done' : 'Open'} />
      <div>
        <strong>{field.label}</strong>
        <span>{step}</span>
      </div>
      <Button size="compact-xs" variant={done ? 'subtle' : 'light'} onClick={onOpen}>
        {done ? 'Change' : 'Fill in'}
      </Button>
    </li>
  );
}

/** Whether the field holds something else than the template gave it. */
export function isOwn(
  document: FlowDocument,
  template: FlowDocument,
  { nodeId, path }: TemplateField,
): boolean {
  const value = valueAt(document, nodeId, path);
  if (value === undefined || value === null || value === '') return false;
  return JSON.stringify(value) !== JSON.stringify(valueAt(template, nodeId, path));
}

function valueAt(document: FlowDocument, nodeId: string, path: string): unknown {
  const node: unknown = document.nodes.find(({ id }) => id === nodeId);
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
      node,
    );
}
