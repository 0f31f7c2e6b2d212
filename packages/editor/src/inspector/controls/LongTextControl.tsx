import type { ControlProps } from '../control-props.ts';
import { ExpressionInput } from '../ExpressionInput.tsx';

/** Several lines that grow with what is written. */
export function LongTextControl({ id, describedBy, field, value, onChange, issues }: ControlProps) {
  return (
    <ExpressionInput
      id={id}
      label={field.meta.label}
      describedBy={describedBy}
      value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value, null, 2)}
      placeholder={field.meta.placeholder}
      lines={4}
      invalid={issues.length > 0}
      onChange={onChange}
    />
  );
}
