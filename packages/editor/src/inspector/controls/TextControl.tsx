import { TextInput } from '@mantine/core';
import type { ControlProps } from '../control-props.ts';
import { ExpressionInput } from '../ExpressionInput.tsx';
import { useInspector } from '../inspector-context.ts';

/** One line. Where data may stand in it, `{{` offers it. */
export function TextControl({ id, describedBy, field, value, onChange, issues }: ControlProps) {
  const { readOnly } = useInspector();
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  const set = (next: string) => onChange(next === '' ? undefined : next);
  if (field.meta.bindable)
    return (
      <ExpressionInput
        id={id}
        label={field.meta.label}
        describedBy={describedBy}
        value={text}
        placeholder={field.meta.placeholder}
        invalid={issues.length > 0}
        onChange={onChange}
      />
    );
  return (
    <TextInput
      id={id}
      aria-describedby={describedBy}
      value={text}
      placeholder={field.meta.placeholder ?? ''}
      readOnly={readOnly}
      error={issues.length > 0}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
