/** Careful looks into a body of unknown form: what is not as expected is null or empty, never an error. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function recordAt(value: unknown): JsonRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null;
}

export function listAt(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text; numbers become their digits, empty and blank texts null. */
export function textAt(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

export function numberAt(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^-?\d{1,15}(\.\d{1,15})?$/.test(value.trim())) return null;
  return Number(value);
}

export function integerAt(value: unknown): number | null {
  const number = numberAt(value);
  return number !== null && Number.isSafeInteger(number) ? number : null;
}

/** Parts joined to one line, without those that are null; null when none is left. */
export function joined(parts: readonly (string | null)[], separator: string): string | null {
  return parts.filter((part) => part !== null).join(separator) || null;
}
