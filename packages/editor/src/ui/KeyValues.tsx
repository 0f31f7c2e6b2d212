import type { ReactNode } from 'react';
import classes from './KeyValues.module.css';

/** Facts about one thing: name and value in two columns. Entries whose value is undefined are left out. */
export function KeyValues({ entries }: { entries: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {entries
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
