/** Rows in front of the first known one are held back; without any known row it is another list, shown whole. */
export function splitFresh<Row>(
  rows: readonly Row[],
  known: ReadonlySet<string>,
  keyOf: (row: Row) => string,
): { held: number; rows: Row[] } {
  const held = Math.max(
    0,
    rows.findIndex((row) => known.has(keyOf(row))),
  );
  return { held, rows: rows.slice(held) };
}
