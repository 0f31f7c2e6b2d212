/** Where the caret stands in a template: inside `{{ … }}` there is text to complete, outside there is not. */
export type OpenExpression = { start: number; typed: string };

const nameBefore = /[A-Za-z_$][\w.$[\]`]*$/;

/** The name that is being typed at the caret, when it is inside an expression. `start` is where the name begins. */
export function expressionAt(text: string, caret: number): OpenExpression | undefined {
  const before = text.slice(0, caret);
  const open = before.lastIndexOf('{{');
  if (open === -1 || before.indexOf('}}', open) !== -1) return undefined;
  const inside = before.slice(open + 2);
  // Inside quotes nothing is named.
  if ((inside.match(/"/g)?.length ?? 0) % 2 === 1) return undefined;
  const typed = nameBefore.exec(inside)?.[0] ?? '';
  return { start: caret - typed.length, typed };
}

/**
 * Puts a path at the caret: alone inside an expression, with braces around it outside. In JSON an expression stands
 * in quotes, so outside of a text it brings its own. Gives text and new caret.
 */
export function insertPath(
  text: string,
  caret: number,
  path: string,
  isJson = false,
): { text: string; caret: number } {
  const open = expressionAt(text, caret);
  if (open) {
    const closing = isClosedBehind(text.slice(caret)) ? '' : ' }}';
    const start = open.typed === '' ? caret : open.start;
    const lead = text.slice(0, start).endsWith('{{') ? ' ' : '';
    const next = `${text.slice(0, start)}${lead}${path}${closing}${text.slice(caret)}`;
    return { text: next, caret: start + lead.length + path.length + closing.length };
  }
  const expression = `{{ ${path} }}`;
  const written = isJson && !isInText(text.slice(0, caret)) ? `"${expression}"` : expression;
  return { text: text.slice(0, caret) + written + text.slice(caret), caret: caret + written.length };
}

/** Whether the expression that is open here is closed before another one begins. */
function isClosedBehind(rest: string): boolean {
  const close = rest.indexOf('}}');
  const next = rest.indexOf('{{');
  return close !== -1 && (next === -1 || close < next);
}

/** Whether a piece of JSON ends inside a text. */
function isInText(json: string): boolean {
  return (json.replaceAll(/\\./g, '').match(/"/g)?.length ?? 0) % 2 === 1;
}
