const reserved = new Set(
  `add all and as case check commit create cross default delete desc distinct drop else end except exists from group
  having if in index insert intersect into is join key left like limit natural not null offset on or order outer
  primary references select set table then to transaction union unique update using values when where with`.split(
    /\s+/,
  ),
);

/** A table or column as SQL writes it: in quotes where its name would be read as something else. */
export function quoteName(name: string): string {
  const isPlain = /^[a-z_][a-z0-9_]*$/i.test(name) && !reserved.has(name.toLowerCase());
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`;
}
