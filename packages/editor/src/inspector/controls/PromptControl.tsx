import type { ControlProps } from '../control-props.ts';
import { ExpressionInput } from '../ExpressionInput.tsx';

/** What an employee is told to do: room to write, and data by `{{`. */
export function PromptControl({ id, describedBy, field, value, onChange, issues }: ControlProps) {
  return (
    <ExpressionInput
      id={id}
      label={field.meta.label}
      describedBy={describedBy}
      value={typeof value === 'string' ? value : ''}
      placeholder={field.meta.placeholder}
      lines={7}
      invalid={issues.length > 0}
      onChange={onChange}
    />
  );
}
