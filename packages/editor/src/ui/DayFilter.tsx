import { TextInput } from '@mantine/core';
import classes from './DayFilter.module.css';

/** A day, by the browser's own picker. */
export function DayFilter({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
}) {
  return (
    <TextInput
      size="xs"
      type="date"
      aria-label={label}
      className={classes.day ?? ''}
      leftSection={<span className={classes.word}>{label}</span>}
      leftSectionWidth={48}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}
