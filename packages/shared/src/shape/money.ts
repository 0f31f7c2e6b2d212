/**
 * An amount in three forms: a number for comparing, its exact decimal text, and integer minor units (cents).
 * Texts are read digit by digit and never through a float. `minor` is null where it would not be exact as a number.
 */
export type Money = { number: number; text: string; minor: number | null };

// ISO 4217: everything that does not have two digits.
const noDigits = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ');
const threeDigits = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');
const fourDigits = ['CLF', 'UYW'];
const digitsOf = new Map([
  ...noDigits.map((code) => [code, 0] as const),
  ...threeDigits.map((code) => [code, 3] as const),
  ...fourDigits.map((code) => [code, 4] as const),
]);

const decimal = /^([+-]?)(\d{1,18})(?:\.(\d{0,18}))?$/;

/** How many digits the minor unit of a currency has: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string | null): number {
  return digitsOf.get(currency ?? '') ?? 2;
}

/** Upper-case ISO 4217 code, or null when the value is none. */
export function toCurrency(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const code = value.trim().toUpperCase();
  return /^[A-Z]{3}$/.test(code) ? code : null;
}

/** Reads `"84.50"` or `84.5`; null when it is no decimal. Digits beyond the minor unit are rounded in `minor` only. */
export function parseMoney(value: unknown, currency: string | null): Money | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const match = decimal.exec(String(value).trim());
  if (!match) return null;
  const negative = match[1] === '-';
  const whole = (match[2] ?? '0').replace(/^0+(?=\d)/, '');
  const digits = minorDigits(currency);
  const fraction = (match[3] ?? '').padEnd(digits, '0');
  const text = signed(negative, fraction === '' ? whole : `${whole}.${fraction}`);
  return { number: Number(text), text, minor: toMinor(negative, whole, fraction, digits) };
}

/** The amount behind an integer of minor units: `moneyFromMinor(8450, 'EUR')` is 84.50. */
export function moneyFromMinor(value: unknown, currency: string | null): Money | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  if (!/^-?\d{1,18}$/.test(String(value))) return null;
  const digits = minorDigits(currency);
  const negative = String(value).startsWith('-');
  const text = String(value)
    .replace('-', '')
    .padStart(digits + 1, '0');
  const cut = text.length - digits;
  return parseMoney(
    signed(negative, digits === 0 ? text : `${text.slice(0, cut)}.${text.slice(cut)}`),
    currency,
  );
}

/** A price times a quantity, in minor units, exact; null where one is unknown or the quantity is not whole. */
export function timesMinor(minor: number | null, quantity: number | null): number | null {
  if (minor === null || quantity === null || !Number.isInteger(quantity)) return null;
  return exact(BigInt(minor) * BigInt(quantity));
}

function toMinor(negative: boolean, whole: string, fraction: string, digits: number): number | null {
  const roundUp = Number(fraction.charAt(digits) || '0') >= 5;
  const magnitude = BigInt(whole + fraction.slice(0, digits)) + (roundUp ? 1n : 0n);
  return exact(negative ? -magnitude : magnitude);
}

function exact(value: bigint): number | null {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : null;
}

function signed(negative: boolean, text: string): string {
  return negative && /[1-9]/.test(text) ? `-${text}` : text;
}
