import { Chip, Group } from '@mantine/core';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';
import { defaultOf, optionsOf } from '../options-of.ts';

/** Any of several. */
export function ChoicesControl({ labelId, field, value, onChange }: ControlProps) {
  const { readOnly } = useInspector();
  const chosen = Array.isArray(value) ? value : defaultOf(field);
  const values = Array.isArray(chosen) ? chosen.map(String) : [];
  return (
    <Chip.Group multiple value={values} onChange={onChange}>
      <Group gap={6} role="group" aria-labelledby={labelId}>
        {optionsOf(field).map((option) => (
          <Chip key={option.value} value={option.value} size="xs" radius="sm" disabled={readOnly}>
            {option.label}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
