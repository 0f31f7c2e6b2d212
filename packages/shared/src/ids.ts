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
  return atMs === undefined ? v7() : v7({ msecs: atMs });
}

/** `toId('run', uuid)` → `run_…` */
export function toId(kind: IdKind, uuid: string): string {
  return TypeID.fromUUID(idPrefixes[kind], uuid).toString();
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
