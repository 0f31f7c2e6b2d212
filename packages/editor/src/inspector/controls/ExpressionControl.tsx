import type { ControlProps } from '../control-props.ts';
import { ExpressionInput } from '../ExpressionInput.tsx';

/** One expression between `{{` and `}}`. */
export function ExpressionControl({ id, describedBy, field, value, onChange, issues }: ControlProps) {
  return (
    <ExpressionInput
      id={id}
      mono
      label={field.meta.label}
      describedBy={describedBy}
      value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)}
      placeholder={field.meta.placeholder ?? '{{ trigger.body.total > 100 }}'}
      invalid={issues.length > 0}
      onChange={(text) => onChange(text === '' ? undefined : text)}
    />
  );
}
