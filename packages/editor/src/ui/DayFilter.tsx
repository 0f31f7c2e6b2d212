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

/** From one day to another, both taken in; the two stay together where the row breaks. */
export function DayRangeFilter({
  since,
  until,
  onChange,
}: {
  since: string | undefined;
  until: string | undefined;
  onChange: (change: { since?: string | undefined; until?: string | undefined }) => void;
}) {
  return (
    <div className={classes.range}>
      <DayFilter label="From" value={since} onChange={(day) => onChange({ since: day })} />
      <DayFilter label="To" value={until} onChange={(day) => onChange({ until: day })} />
    </div>
  );
}
