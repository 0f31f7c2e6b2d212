import type { StatementSync } from 'node:sqlite';

export type RowBounds = {
  maxRows: number;
  /** Bytes of all rows as JSON. Null: cells are shortened instead, as is good for models. */
  maxBytes: number | null;
};
export type ReadRows = { rows: Record<string, unknown>[]; truncated: boolean };

/** The first row alone is larger than all may be. */
export class RowTooLarge extends Error {}

const shortCell = 4_000;

/** Reads rows as JSON has them, up to the bounds. Throws `RowTooLarge`. */
export function readRows(
  statement: StatementSync,
  parameters: Readonly<Record<string, string | number | null>>,
  { maxRows, maxBytes }: RowBounds,
): ReadRows {
  // Else a whole number beyond 2^53 throws.
  statement.setReadBigInts(true);
  statement.setAllowUnknownNamedParameters(true);
  const rows: Record<string, unknown>[] = [];
  let bytes = 0;
  for (const raw of statement.iterate({ ...parameters })) {
    if (rows.length === maxRows) return { rows, truncated: true };
    const row = plainRow(raw as Record<string, unknown>, maxBytes === null);
    if (maxBytes !== null) {
      bytes += Buffer.byteLength(JSON.stringify(row));
      if (bytes > maxBytes && rows.length === 0) throw new RowTooLarge();
      if (bytes > maxBytes) return { rows, truncated: true };
    }
    rows.push(row);
  }
  return { rows, truncated: false };
}

function plainRow(row: Record<string, unknown>, short: boolean): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainCell(value, short)]));
}

function plainCell(value: unknown, short: boolean): unknown {
  if (value instanceof Uint8Array) return `(${value.length} bytes)`;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (short && typeof value === 'string' && value.length > shortCell) return `${value.slice(0, shortCell)}…`;
  return value;
}
