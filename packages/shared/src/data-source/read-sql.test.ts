import { describe, expect, it } from 'vitest';
import { sqliteFileName } from './data-source.schema.ts';
import { blankSql, hasPlaceholders, missingValue, parametersOf, toSqlValue } from './read-sql.ts';

describe('the parameters of a query', () => {
  it.each([
    ['select * from a where b = :email and c > :least or d = :email', ['email', 'least']],
    ['select \':no\', ":no", `:no`, [:no] from a -- :no\n /* :no */ where b = :yes', ['yes']],
    ["select 'it''s :no' from a where b=:yes", ['yes']],
    ['select total::int, b from a', []],
    ['select @one, $two', ['one', 'two']],
    ["select 'without an end :no", []],
    ['select /* without an end :no', []],
  ])('of %s are %j', (sql, names) => {
    expect(parametersOf(sql)).toEqual(names);
  });

  it('by place are seen, not those in texts', () => {
    expect(hasPlaceholders('select * from a where b = ?')).toBe(true);
    expect(hasPlaceholders("select '?' from a -- ?")).toBe(false);
  });

  it('that have no value are named, also where an object would inherit one', () => {
    expect(missingValue('select :a, :b', { a: null })).toBe('b');
    expect(missingValue('select :toString', {})).toBe('toString');
    expect(missingValue('select :a', { a: undefined })).toBeUndefined();
  });
});

it('blanks texts and comments without moving the rest', () => {
  expect(blankSql("a 'b' --c\nd")).toBe(`a${' '.repeat(8)}\nd`);
});

it.each([
  ['text', 'text'],
  [1.5, 1.5],
  [false, false],
  [undefined, null],
  [null, null],
  [['A', "x' or 1=1"], '["A","x\' or 1=1"]'],
  [{ a: 1 }, '{"a":1}'],
])('gives %j to a database as %j', (value, bound) => {
  expect(toSqlValue(value)).toEqual(bound);
});

describe('the name of a file', () => {
  it.each(['shop.sqlite', 'My shop-2.DB', 'a..b.db3', '1.sqlite3'])('may be %s', (name) => {
    expect(sqliteFileName.safeParse(name).success).toBe(true);
  });

  it.each([
    '../shop.sqlite',
    'a/b.sqlite',
    'a\\b.sqlite',
    '/etc/shop.db',
    '.hidden.db',
    'shop.txt',
    'shop.db\n',
    'shop.db-wal',
    'a\0.db',
    'dsr_01h455vb4pex5vsknk084sn02q.sqlite',
    'DSR_01h455vb4pex5vsknk084sn02q.sqlite',
  ])('must not be %j', (name) => {
    expect(sqliteFileName.safeParse(name).success).toBe(false);
  });
});
