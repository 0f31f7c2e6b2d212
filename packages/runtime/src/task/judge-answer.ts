import { textOutput, zodOfShape } from '@sista/shared/employee/output-schema';
import type { DataShape } from '@sista/shared/node/data-shape';
import { canonicalJson } from './canonical-json.ts';

export type JudgedAnswer = { ok: true; output: unknown } | { ok: false; issues: string };

/** Checks a submitted result against the closed schema; the issues are sentences for the model. */
export function judgeSubmission(value: unknown, schema: DataShape): JudgedAnswer {
  const checked = zodOfShape(schema).safeParse(value);
  if (checked.success) return { ok: true, output: checked.data };
  const issues = checked.error.issues
    .slice(0, 10)
    .map(({ path, message }) => `${path.join('.') || 'result'}: ${message}`);
  return { ok: false, issues: issues.join('; ') };
}

/**
 * Reads a result out of an answer in words: fences are stripped and the first balanced JSON value counts. Where only
 * a text is wanted, the words themselves are the result.
 */
export function judgeText(text: string, schema: DataShape): JudgedAnswer {
  const value = firstJson(text);
  const judged = value === undefined ? undefined : judgeSubmission(value, schema);
  if (judged?.ok) return judged;
  if (canonicalJson(schema) === canonicalJson(textOutput) && text.trim() !== '')
    return { ok: true, output: { text: text.trim() } };
  return judged ?? { ok: false, issues: 'The answer has no JSON value.' };
}

/** The first JSON object or list that is whole in a text; undefined where there is none. Linear in its length. */
export function firstJson(text: string): unknown {
  let tried = 0;
  for (let at = 0; at < text.length && tried < 20; at++) {
    if (text[at] !== '{' && text[at] !== '[') continue;
    const end = balancedEnd(text, at);
    tried += 1;
    if (end === -1) continue;
    try {
      return JSON.parse(text.slice(at, end));
    } catch {
      // Braces in prose: look for the next.
    }
  }
  return undefined;
}

function balancedEnd(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}
