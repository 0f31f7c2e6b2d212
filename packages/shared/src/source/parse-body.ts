import { describePlace, findJsonError } from './find-json-error.ts';

/** A parsed body, or why it is none. `message` is for people and says where. */
export type ParsedBody = { ok: true; body: unknown } | { ok: false; code: 'invalid_json'; message: string };

/** What a source promises about its bodies. */
export type BodyPromise = { json: boolean; formMember?: string };

const deepest = 100;

const strictly = new TextDecoder('utf-8', { fatal: true });
const loosely = new TextDecoder();

/**
 * Parses raw bytes by their content type: JSON, form, multipart (of files name, type and size), text; else base64.
 * Where `promise.json` is set, everything but JSON (or a form whose `formMember` is JSON) is refused. Integers
 * beyond 2^53 arrive as strings, and members named `__proto__` are dropped.
 */
export async function parseBody(
  bytes: Uint8Array,
  contentType: string | null,
  promise: BodyPromise,
): Promise<ParsedBody> {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (promise.formMember && type === 'application/x-www-form-urlencoded') {
    const text = new URLSearchParams(decodeLoosely(bytes)).get(promise.formMember);
    return text === null ? invalid(`The form has no member ${promise.formMember}.`) : parseJson(text);
  }
  if (promise.json) return parseJsonBytes(bytes);
  if (bytes.length === 0) return { ok: true, body: null };
  if (type === 'application/json' || type.endsWith('+json')) return parseJsonBytes(bytes);
  if (type === 'application/x-www-form-urlencoded') return { ok: true, body: formBody(bytes) };
  if (type === 'multipart/form-data') return multipartBody(bytes, contentType ?? '');
  if (type.startsWith('text/') || /xml$/.test(type)) return { ok: true, body: decodeLoosely(bytes) };
  return type === '' ? untypedBody(bytes) : { ok: true, body: base64(bytes) };
}

/** Parses JSON text under the rules above. */
export function parseJson(text: string): ParsedBody {
  try {
    const body = hasLongNumber.test(text) ? JSON.parse(text, keepLongIntegers) : JSON.parse(text);
    return tidy(body, 1) ? { ok: true, body } : invalid(`The JSON is nested deeper than ${deepest} levels.`);
  } catch {
    if (text.trim() === '') return invalid('The body is empty, and JSON is expected.');
    const at = findJsonError(text);
    return invalid(`The body is not JSON: it breaks at ${describePlace(text, at ?? text.length)}.`);
  }
}

function parseJsonBytes(bytes: Uint8Array): ParsedBody {
  try {
    return parseJson(strictly.decode(bytes));
  } catch {
    return invalid('The body is not UTF-8, so it is not JSON.');
  }
}

// Sixteen digits in a row are rare; only then the slower parse with a reviver is worth it.
const hasLongNumber = /\d{16}/;

function keepLongIntegers(_name: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return context?.source !== undefined && /^-?\d+$/.test(context.source) ? context.source : value;
}

/** Drops `__proto__` members; false when it is nested too deep. */
function tidy(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > deepest) return false;
  if (Array.isArray(value)) return value.every((element) => tidy(element, depth + 1));
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__');
  return Object.values(value).every((member) => tidy(member, depth + 1));
}

function untypedBody(bytes: Uint8Array): ParsedBody {
  const json = parseJsonBytes(bytes);
  if (json.ok) return json;
  try {
    return { ok: true, body: strictly.decode(bytes) };
  } catch {
    return { ok: true, body: base64(bytes) };
  }
}

/** Members that occur more than once become a list. */
function formBody(bytes: Uint8Array): Record<string, unknown> {
  return gather(new URLSearchParams(decodeLoosely(bytes)));
}

async function multipartBody(bytes: Uint8Array, contentType: string): Promise<ParsedBody> {
  try {
    const form = await new Response(bytes.slice(), { headers: { 'content-type': contentType } }).formData();
    return { ok: true, body: gather(form) };
  } catch {
    return { ok: true, body: base64(bytes) };
  }
}

function gather(entries: Iterable<[string, string | File]>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, entry] of entries) {
    if (name === '__proto__') continue;
    const value =
      typeof entry === 'string' ? entry : { name: entry.name, type: entry.type, size: entry.size };
    const before = Object.hasOwn(body, name) ? body[name] : undefined;
    body[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  }
  return body;
}

const decodeLoosely = (bytes: Uint8Array) => loosely.decode(bytes);

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function invalid(message: string): ParsedBody {
  return { ok: false, code: 'invalid_json', message };
}
