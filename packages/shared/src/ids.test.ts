import { TypeID } from 'typeid-js';
import { describe, expect, it } from 'vitest';
import { fromId, newUuid, toId, uuidTimeMs } from './ids.ts';

const atMs = Date.UTC(2026, 10, 23, 9);

describe('an id', () => {
  it('reads outside as the library writes it, and comes back as the same UUID', () => {
    const edges = ['00000000-0000-7000-8000-000000000000', 'ffffffff-ffff-7fff-bfff-ffffffffffff'];
    for (const uuid of [...edges, ...Array.from({ length: 500 }, () => newUuid())]) {
      expect(toId('run', uuid)).toBe(TypeID.fromUUID('run', uuid).toString());
      expect(fromId('run', toId('run', uuid))).toBe(uuid);
    }
  });
});

describe('a fresh UUID of a moment', () => {
  it('has the bits of that moment, the seventh version, and never comes twice', () => {
    const uuids = Array.from({ length: 2_000 }, () => newUuid(atMs));
    expect(new Set(uuids).size).toBe(uuids.length);
    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(uuidTimeMs(uuid)).toBe(atMs);
    }
  });
});
