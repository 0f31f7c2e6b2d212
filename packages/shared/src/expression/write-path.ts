const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Words that JSONata reads as something else than a name. */
const reserved = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/** One name as an expression writes it: in backticks where it is not a plain word. */
export function writeName(name: string): string {
  return plainName.test(name) && !reserved.has(name) ? name : `\`${name}\``;
}

/** `['steps', 'review', 'output', 'due date']` → ``steps.review.output.`due date` ``. */
export function writePath(names: readonly string[]): string {
  return names.map(writeName).join('.');
}
