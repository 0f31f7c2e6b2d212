import { describe, expect, it } from 'vitest';
import { parseBody } from './parse-body.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string, type: string | null, json = false) => parseBody(bytes(text), type, { json });

describe('bodies', () => {
  it.each([
    ['{"a":1}', 'application/json', { a: 1 }],
    ['{"a":1}', 'application/vnd.acme+json; charset=utf-8', { a: 1 }],
    ['a=1&b=2&b=3', 'application/x-www-form-urlencoded', { a: '1', b: ['2', '3'] }],
    ['hello', 'text/plain', 'hello'],
    ['<a/>', 'application/xml', '<a/>'],
    ['{"a":1}', null, { a: 1 }],
    ['hello', null, 'hello'],
    ['hello', 'application/octet-stream', 'aGVsbG8='],
    ['', 'application/json', null],
  ])('reads %s as %s', async (text, type, body) => {
    expect(await parse(text, type)).toEqual({ ok: true, body });
  });

  it('says where JSON is broken', async () => {
    expect(await parse('{"a":1,}', 'application/json')).toMatchObject({
      code: 'invalid_json',
      message: expect.stringContaining('position 7'),
    });
  });

  it('refuses what is no JSON where a source promises it', async () => {
    for (const text of ['', 'a=1', '\u0000'])
      expect(await parse(text, 'text/plain', true)).toMatchObject({ ok: false });
    expect(
      await parseBody(Uint8Array.of(0x22, 0xff, 0x22), 'application/json', { json: true }),
    ).toMatchObject({ ok: false });
  });

  it('keeps integers beyond 2^53 as text, and only those', async () => {
    const text =
      '{"id":9007199254740993,"big":12345678901234567890,"pi":3.14159265358979323846,"n":9007199254740991}';
    expect(await parse(text, null)).toEqual({
      ok: true,
      body: { id: '9007199254740993', big: '12345678901234567890', pi: Math.PI, n: 9007199254740991 },
    });
  });

  it('drops members named __proto__, however they are written', async () => {
    const parsed = await parse('{"__proto__":{"x":1},"a":[{"\\u005f_proto__":{"y":1},"b":2}]}', null);
    expect(JSON.stringify(parsed)).toBe('{"ok":true,"body":{"a":[{"b":2}]}}');
  });

  it('refuses JSON deeper than 100 levels without falling over', async () => {
    expect(await parse(`${'['.repeat(100)}${']'.repeat(100)}`, null)).toMatchObject({ ok: true });
    expect(await parse(`${'['.repeat(101)}${']'.repeat(101)}`, 'application/json')).toMatchObject({
      ok: false,
    });
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(await parse(deep, 'application/json')).toMatchObject({ ok: false });
  });

  it('reads multipart forms, and of files only name, type and size', async () => {
    const form = new FormData();
    form.append('name', 'Ada');
    form.append('cv', new File(['abc'], 'cv.txt', { type: 'text/plain' }));
    const request = new Request('http://localhost', { method: 'POST', body: form });
    const raw = new Uint8Array(await request.arrayBuffer());
    expect(await parseBody(raw, request.headers.get('content-type'), { json: false })).toEqual({
      ok: true,
      body: { name: 'Ada', cv: { name: 'cv.txt', type: 'text/plain', size: 3 } },
    });
  });

  it('takes the JSON out of a form where a sender may post one', async () => {
    const promise = { json: true, formMember: 'payload' };
    const type = 'application/x-www-form-urlencoded';
    expect(await parseBody(bytes('payload=%7B%22a%22%3A1%7D'), type, promise)).toEqual({
      ok: true,
      body: { a: 1 },
    });
    expect(await parseBody(bytes('other=1'), type, promise)).toMatchObject({ code: 'invalid_json' });
  });
});
