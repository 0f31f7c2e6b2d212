import { NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';
import classes from './controls.module.css';

const units = [
  { value: '1', label: 'seconds' },
  { value: '60', label: 'minutes' },
  { value: '3600', label: 'hours' },
  { value: '86400', label: 'days' },
];

/** A length of time, stored in seconds. */
export function DurationControl({ id, describedBy, field, value, onChange, issues }: ControlProps) {
  const { readOnly } = useInspector();
  const seconds = typeof value === 'number' ? value : undefined;
  const [unit, setUnit] = useState(() => fittingUnit(seconds));
  return (
    <div className={classes.row}>
      <NumberInput
        id={id}
        aria-describedby={describedBy}
        className={classes.grow ?? ''}
        value={seconds === undefined ? '' : seconds / unit}
        min={0}
        readOnly={readOnly}
        error={issues.length > 0}
        onChange={(next) => onChange(next === '' ? undefined : Math.round(Number(next) * unit))}
      />
      <Select
        aria-label={`Unit of ${field.meta.label}`}
        data={units}
        w={120}
        value={String(unit)}
        allowDeselect={false}
        disabled={readOnly}
        onChange={(next) => {
          const chosen = Number(next ?? unit);
          if (seconds !== undefined) onChange((seconds / unit) * chosen);
          setUnit(chosen);
        }}
      />
    </div>
  );
}

/** The largest unit in which the length is a whole number. */
function fittingUnit(seconds: number | undefined): number {
  if (!seconds) return 60;
  return [86_400, 3_600, 60].find((size) => seconds % size === 0) ?? 1;
}
