import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLogger } from '../telemetry/logger.ts';
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts';
import { byteaArray, jsonArray, plainArray, textArray, timeArray } from './array-parameters.ts';
import { type Database, openDatabase } from './database.ts';

let fresh: FreshDatabase;
let database: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, log: silentLogger });
});
afterAll(async () => {
  await database.close();
  await fresh[Symbol.asyncDispose]();
});

const at = Date.UTC(2026, 10, 23, 9, 0, 0, 123);

it('an array arrives as it was given, whatever stands in its elements, and null stays null', async () => {
  const texts = ['', 'NULL', 'a,b', '{"x"}', 'back\\slash', '"quoted"', 'line\nbreak', '3 × 🍰', null];
  const json = ['{"b":1,"a":[null]}', '"\\u0000"', 'null', null];
  const bytes = [Buffer.from([0, 255, 92, 34]), new Uint8Array(0), null];
  const [row] = await database.hot.query<Record<string, unknown>>(
    'arrays',
    `select $1::text[] as texts, (select array_agg(j::text) from unnest($2::json[]) as j) as json, $3::bytea[] as bytes,
       $4::uuid[] as ids, $5::smallint[] as numbers, $6::boolean[] as flags, $7::timestamptz[] as times`,
    [
      textArray(texts),
      jsonArray(json),
      byteaArray(bytes),
      plainArray(['0193e9a4-0000-7000-8000-000000000000', null]),
      plainArray([1, -2, undefined]),
      plainArray([true, false]),
      timeArray([at, null]),
    ],
  );
  expect(row).toEqual({
    texts,
    json,
    bytes: [Buffer.from([0, 255, 92, 34]), Buffer.alloc(0), null],
    ids: ['0193e9a4-0000-7000-8000-000000000000', null],
    numbers: [1, -2, null],
    flags: [true, false],
    times: [new Date(at), null],
  });
});

it('an empty array is empty in every form', async () => {
  const [row] = await database.hot.query<Record<string, unknown>>(
    'empty-arrays',
    `select cardinality($1::uuid[]) + cardinality($2::text[]) + cardinality($3::json[]) + cardinality($4::bytea[])
       + cardinality($5::timestamptz[]) as n`,
    [plainArray([]), textArray([]), jsonArray([]), byteaArray([]), timeArray([])],
  );
  expect(row).toEqual({ n: 0 });
});
