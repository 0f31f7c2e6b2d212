const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/** What is wrong with the name of a time zone, in a sentence; undefined when nothing is. */
export function zoneProblem(zone: string): string | undefined {
  try {
    // Offsets such as +02:00 know no summer time, and most who write one mean a place.
    if (/^[A-Za-z]/.test(zone) && formatOf(zone)) return undefined;
  } catch {
    // RangeError: the name is unknown.
  }
  return `"${zone}" is no time zone. Use a name such as Europe/Berlin, America/New_York or UTC.`;
}

/** By how many ms the clocks of a zone are ahead of UTC at an instant. Throws a RangeError on an unknown zone. */
export function offsetAt(zone: string, instantMs: number): number {
  if (zone === 'UTC') return 0;
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instantMs)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instantMs / 1_000) * 1_000;
}

/** The first instant, to the second, at which the offset is no longer that of `fromMs`; it changes once until `toMs`. */
export function changeBetween(zone: string, fromMs: number, toMs: number): number {
  const before = offsetAt(zone, fromMs);
  let low = Math.floor(fromMs / 1_000);
  let high = Math.ceil(toMs / 1_000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle * 1_000) === before) low = middle;
    else high = middle;
  }
  return high * 1_000;
}
