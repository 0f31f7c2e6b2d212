/**
 * Arrays as parameters of hot statements. `pg` escapes and quotes every element of a JavaScript array; what needs no
 * quotes is joined, and what may hold anything travels in PostgreSQL's binary form, where nothing is escaped.
 */

/** Ids, numbers and booleans: values in which no quote, comma, brace or backslash can stand. */
export function plainArray(values: readonly (string | number | boolean | null | undefined)[]): string {
  let text = '{';
  for (let at = 0; at < values.length; at += 1) {
    if (at > 0) text += ',';
    text += values[at] ?? 'NULL';
  }
  return `${text}}`;
}

/** Moments, in ms since the epoch. */
export function timeArray(values: readonly (number | null | undefined)[]): string {
  let text = '{';
  for (let at = 0; at < values.length; at += 1) {
    const ms = values[at];
    if (at > 0) text += ',';
    text += ms === null || ms === undefined ? 'NULL' : `"${isoOf(ms)}"`;
  }
  return `${text}}`;
}

// The rows of a batch are often of the same few milliseconds.
let lastMs = Number.NaN;
let lastIso = '';
function isoOf(ms: number): string {
  if (ms !== lastMs) {
    lastIso = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastIso;
}

const oids = { bytea: 17, text: 25, json: 114 };
type Piece = string | Uint8Array | null | undefined;

export const textArray = (values: readonly Piece[]): Buffer => binaryArray(oids.text, values);
/** JSON texts, already serialised. */
export const jsonArray = (values: readonly Piece[]): Buffer => binaryArray(oids.json, values);
export const byteaArray = (values: readonly (Uint8Array | null | undefined)[]): Buffer =>
  binaryArray(oids.bytea, values);

const headBytes = 20;

/** The binary form of a one-dimensional array: dimensions, has-null, element type, length, lower bound, elements. */
function binaryArray(oid: number, values: readonly Piece[]): Buffer {
  let most = headBytes;
  for (const value of values)
    most += 4 + (typeof value === 'string' ? value.length * 3 : (value?.length ?? 0));
  const buffer = Buffer.allocUnsafe(most);
  buffer.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(1, 4);
  buffer.writeInt32BE(oid, 8);
  if (values.length === 0) return buffer.subarray(0, 12);
  buffer.writeInt32BE(values.length, 12);
  buffer.writeInt32BE(1, 16);
  let at = headBytes;
  for (const value of values) at = writeElement(buffer, at, value);
  return buffer.subarray(0, at);
}

function writeElement(buffer: Buffer, at: number, value: Piece): number {
  if (value === null || value === undefined) return buffer.writeInt32BE(-1, at);
  let size: number;
  if (typeof value === 'string') size = buffer.write(value, at + 4, 'utf8');
  else {
    buffer.set(value, at + 4);
    size = value.length;
  }
  buffer.writeInt32BE(size, at);
  return at + 4 + size;
}
