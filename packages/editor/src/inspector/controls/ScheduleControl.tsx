import { TextInput } from '@mantine/core';
import { describeCron } from '@sista/shared/schedule/describe-cron';
import { nextOccurrences } from '@sista/shared/schedule/next-occurrence';
import { cronProblem } from '@sista/shared/schedule/parse-cron';
import { zoneProblem } from '@sista/shared/schedule/zone-time';
import { useMemo } from 'react';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';
import classes from './controls.module.css';

const suggestions = [
  { cron: '*/15 * * * *', label: 'Every 15 minutes' },
  { cron: '0 * * * *', label: 'Every hour' },
  { cron: '0 9 * * *', label: 'Every day' },
  { cron: '0 9 * * 1-5', label: 'Workdays' },
  { cron: '0 9 * * 1', label: 'Mondays' },
  { cron: '0 9 1 * *', label: 'First of the month' },
] as const;
const shownTimes = 5;

/** Five cron fields: suggestions to start from, what they mean in words, and the next times on the clocks of the zone. */
export function ScheduleControl({ id, describedBy, field, value, onChange, issues }: ControlProps) {
  const { node, readOnly } = useInspector();
  const cron = typeof value === 'string' ? value : '';
  const zone = typeof node.config.timezone === 'string' ? node.config.timezone : 'UTC';
  const words = describeCron(cron);
  const problem = cron === '' || issues.length > 0 ? undefined : cronProblem(cron);
  return (
    <div className={classes.stack}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a frame and a legend of its own */}
      <div role="group" aria-label={`Suggestions for ${field.meta.label}`} className={classes.chips}>
        {suggestions.map((each) => (
          <button
            key={each.cron}
            type="button"
            className={classes.chip}
            aria-pressed={each.cron === cron}
            disabled={readOnly}
            onClick={() => onChange(each.cron)}
          >
            {each.label}
          </button>
        ))}
      </div>
      <TextInput
        id={id}
        aria-describedby={describedBy}
        value={cron}
        placeholder={field.meta.placeholder ?? ''}
        readOnly={readOnly}
        error={issues.length > 0 || problem !== undefined}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.value === '' ? undefined : currentTarget.value)
        }
      />
      {problem && <p className={classes.problem}>{problem}</p>}
      {words && (
        <p className={classes.hint} role="status">
          {words}.
        </p>
      )}
      {words && zoneProblem(zone) === undefined && <NextTimes cron={cron} zone={zone} />}
    </div>
  );
}

function NextTimes({ cron, zone }: { cron: string; zone: string }) {
  const times = useMemo(
    () => nextOccurrences({ cron, timezone: zone }, Date.now(), shownTimes),
    [cron, zone],
  );
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  });
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: zone });
  return (
    <ol className={classes.times} aria-label={`Next times in ${zone}`}>
      {times.map((time) => (
        <li key={time}>
          <time dateTime={new Date(time).toISOString()} title={`For you: ${new Date(time).toLocaleString()}`}>
            {weekday.format(time)} {format.format(time)}
          </time>
        </li>
      ))}
    </ol>
  );
}
