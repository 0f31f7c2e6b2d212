import { TypeID } from 'typeid-js';
import { v7 } from 'uuid';
import { z } from 'zod';

/**
 * Outside, an id is a TypeID (`run_01h…`: what it is, sortable). Inside, in TypeScript below the rim and in
 * the database, it is the same 128 bits as a UUIDv7. The conversion happens at the rim and nowhere else.
 */
export const idPrefixes = {
  workspace: 'ws',
  member: 'mem',
  key: 'key',
  flow: 'flow',
  version: 'ver',
  run: 'run',
  capture: 'cap',
  employee: 'emp',
  team: 'team',
  tool: 'tool',
  task: 'task',
  approval: 'apv',
  credential: 'crd',
  dataSource: 'dsr',
  provider: 'prv',
  event: 'evt',
  endpoint: 'ep',
  delivery: 'dlv',
  bin: 'bin',
  job: 'job',
} as const;
export type IdKind = keyof typeof idPrefixes;

/** A fresh UUIDv7. `atMs` (ms since the epoch) sets its time bits; without it ids of one process only grow. */
export function newUuid(atMs?: number): string {
  return atMs === undefined ? v7() : uuidAt(atMs);
}

const pool = new Uint8Array(4_096);
let unused = 0;
const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Random bytes are drawn for many ids at once: each draw is a call into the system. */
function uuidAt(atMs: number): string {
  if (unused < 10) unused = crypto.getRandomValues(pool).length;
  unused -= 10;
  const hex = (at: number, mask = 255, version = 0) => hexOf[((pool[unused + at] ?? 0) & mask) | version];
  const time = Math.trunc(atMs).toString(16).padStart(12, '0');
  const head = `${time.slice(0, 8)}-${time.slice(8)}-${hex(0, 0x0f, 0x70)}${hex(1)}-${hex(2, 0x3f, 0x80)}${hex(3)}`;
  return `${head}-${hex(4)}${hex(5)}${hex(6)}${hex(7)}${hex(8)}${hex(9)}`;
}

/** `toId('run', uuid)` → `run_…` */
export function toId(kind: IdKind, uuid: string): string {
  const suffix = suffixOf(uuid);
  // Whatever is no plain UUID is judged, and refused, by the library.
  return suffix === undefined
    ? TypeID.fromUUID(idPrefixes[kind], uuid).toString()
    : `${idPrefixes[kind]}_${suffix}`;
}

const signs = '0123456789abcdefghjkmnpqrstvwxyz';
const nibbles = new Int8Array(128).fill(-1);
for (let value = 0; value < 16; value += 1) nibbles[value.toString(16).charCodeAt(0)] = value;

/** The 128 bits as 26 signs of five bits, the first of which has three. Undefined for what is no UUID in lower case. */
function suffixOf(uuid: string): string | undefined {
  if (uuid.length !== 36) return undefined;
  let text = '';
  let bits = 0;
  // 130 bits in 26 signs: two zeros stand before the first.
  let count = 2;
  for (let at = 0; at < 36; at += 1) {
    const code = uuid.charCodeAt(at);
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== 45) return undefined;
      continue;
    }
    const nibble = code < 128 ? (nibbles[code] ?? -1) : -1;
    if (nibble < 0) return undefined;
    bits = ((bits << 4) | nibble) & 0x1ff;
    count += 4;
    if (count < 5) continue;
    count -= 5;
    text += signs[(bits >> count) & 31];
  }
  return text;
}

/** The UUID inside `run_…`, or undefined when the text is not an id of that kind. */
export function fromId(kind: IdKind, id: string): string | undefined {
  try {
    return TypeID.fromString(id, idPrefixes[kind]).toUUID();
  } catch {
    return undefined;
  }
}

/** `toIdOrNull` for columns that may be empty. */
export function toIdOrNull(kind: IdKind, uuid: string | null | undefined): string | null {
  return uuid ? toId(kind, uuid) : null;
}

/** Input schema: takes the outside form, gives the UUID. */
export function idInput(kind: IdKind) {
  const prefix = idPrefixes[kind];
  return z
    .string()
    .transform((text, context) => {
      const uuid = fromId(kind, text);
      if (uuid !== undefined) return uuid;
      context.addIssue({ code: 'custom', message: `Expected an id that starts with "${prefix}_".` });
      return z.NEVER;
    })
    .meta({ examples: [`${prefix}_01h455vb4pex5vsknk084sn02q`] });
}

/** Output schema: the outside form as text. */
export function idOutput(kind: IdKind) {
  return z.string().meta({ examples: [`${idPrefixes[kind]}_01h455vb4pex5vsknk084sn02q`] });
}

/** The time bits of a UUIDv7, in ms since the epoch. */
export function uuidTimeMs(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}
