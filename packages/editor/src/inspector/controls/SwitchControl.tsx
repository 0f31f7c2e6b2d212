import { Switch } from '@mantine/core';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';
import { defaultOf } from '../options-of.ts';

export function SwitchControl({ id, describedBy, field, value, onChange }: ControlProps) {
  const { readOnly } = useInspector();
  const checked = typeof value === 'boolean' ? value : defaultOf(field) === true;
  return (
    <Switch
      id={id}
      aria-describedby={describedBy}
      checked={checked}
      disabled={readOnly}
      label={checked ? 'Yes' : 'No'}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
