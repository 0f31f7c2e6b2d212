import { NumberInput } from '@mantine/core';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';
import { defaultOf } from '../options-of.ts';

export function NumberControl({ id, describedBy, field, value, onChange, issues }: ControlProps) {
  const { readOnly } = useInspector();
  const usual = defaultOf(field);
  return (
    <NumberInput
      id={id}
      aria-describedby={describedBy}
      value={typeof value === 'number' || typeof value === 'string' ? value : ''}
      placeholder={field.meta.placeholder ?? (usual === undefined ? '' : String(usual))}
      readOnly={readOnly}
      error={issues.length > 0}
      thousandSeparator=","
      onChange={(next) => onChange(next === '' ? undefined : next)}
    />
  );
}
