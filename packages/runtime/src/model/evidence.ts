/** Scalars of some data with the name they stand under, in reading order. What the sandbox model copies from. */
export type Evidence = readonly { name: string; parent: string; value: string | number | boolean }[];

const maxEvidence = 2_000;

export function evidenceIn(...values: readonly unknown[]): Evidence {
  const found: { name: string; parent: string; value: string | number | boolean }[] = [];
  for (const value of values) collect(value, '', '', found);
  return found;
}

function collect(
  value: unknown,
  name: string,
  parent: string,
  found: { name: string; parent: string; value: string | number | boolean }[],
): void {
  if (found.length >= maxEvidence || value === null || value === undefined) return;
  if (Array.isArray(value)) for (const item of value) collect(item, name, parent, found);
  else if (typeof value === 'object')
    for (const [member, inner] of Object.entries(value)) collect(inner, member, name, found);
  else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    found.push({ name: normal(name), parent: normal(parent), value });
}

/** `unit_price`, `unitPrice` and `UnitPrices` are one name. */
export function normal(name: string): string {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return letters.length > 3 ? letters.replace(/s$/, '') : letters;
}

/** Names that mean the same in different systems. */
const sameNames: Readonly<Record<string, readonly string[]>> = {
  query: ['subject', 'title', 'question', 'message', 'note', 'summary', 'description'],
  ordered: ['quantity', 'amount', 'qty'],
  onhand: ['stock', 'available', 'inventory'],
  language: ['locale', 'lang'],
  email: ['mail', 'emailaddres'],
};

/** All values under a name, or under one that means the same. `customerEmail` also finds `customer.email`. */
export function valuesNamed(evidence: Evidence, wanted: string): (string | number | boolean)[] {
  const name = normal(wanted);
  for (const candidate of [name, ...(Object.hasOwn(sameNames, name) ? (sameNames[name] ?? []) : [])]) {
    const found = evidence.filter((item) => item.name === candidate || item.parent + item.name === candidate);
    if (found.length > 0) return found.map(({ value }) => value);
  }
  return name === 'domain' ? domainsIn(evidence) : [];
}

function domainsIn(evidence: Evidence): string[] {
  return evidence.flatMap(({ name, value }) => {
    if (typeof value !== 'string') return [];
    const host =
      name === 'website' ? value.replace(/^https?:\/\/(www\.)?/i, '').replace(/[/?#].*$/, '') : undefined;
    const mail = /^[^@\s]+@([^@\s]+\.[^@\s]+)$/.exec(value)?.[1];
    return host ? [host.toLowerCase()] : mail ? [mail.toLowerCase()] : [];
  });
}
