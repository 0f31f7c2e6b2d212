import { Select } from '@mantine/core';
import { zoneProblem } from '@sista/shared/schedule/zone-time';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';
import { defaultOf } from '../options-of.ts';
import classes from './controls.module.css';

const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const names = [
  ...new Set([
    'UTC',
    ...(zoneProblem(own) === undefined ? [own] : []),
    ...Intl.supportedValuesOf('timeZone'),
  ]),
];

/** A time zone by its name; the one of this browser is offered. */
export function ZoneControl({ id, describedBy, field, value, onChange, issues }: ControlProps) {
  const { readOnly } = useInspector();
  const chosen = typeof value === 'string' ? value : defaultOf(field);
  const current = typeof chosen === 'string' ? chosen : null;
  // One that this browser does not know is still shown, with what is wrong with it.
  const data = current === null || names.includes(current) ? names : [current, ...names];
  return (
    <div className={classes.stack}>
      <Select
        id={id}
        aria-describedby={describedBy}
        data={data}
        value={current}
        searchable
        limit={100}
        nothingFoundMessage="No such time zone"
        allowDeselect={false}
        disabled={readOnly}
        error={issues.length > 0}
        comboboxProps={{ shadow: 'md' }}
        onChange={(next) => onChange(next ?? undefined)}
      />
      {!readOnly && current !== own && names.includes(own) && (
        <button type="button" className={classes.suggestion} onClick={() => onChange(own)}>
          Use {own}, the zone of this browser
        </button>
      )}
    </div>
  );
}
