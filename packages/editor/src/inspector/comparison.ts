/*
 * The conditions that people build without writing: a value, a comparison, another value. They are stored as what
 * they are, one expression, so that both forms can be changed into each other. What does not fit is written.
 */
export const comparisons = [
  { value: '>', label: 'is more than' },
  { value: '>=', label: 'is at least' },
  { value: '<', label: 'is less than' },
  { value: '<=', label: 'is at most' },
  { value: '=', label: 'is' },
  { value: '!=', label: 'is not' },
  { value: 'contains', label: 'contains' },
  { value: 'exists', label: 'is there', unary: true },
  { value: 'missing', label: 'is not there', unary: true },
] as const satisfies readonly { value: string; label: string; unary?: boolean }[];

export type Operator = (typeof comparisons)[number]['value'];
/** `left` and `right` as fields show them: data as `{{ path }}`, everything else as it is. */
export type Comparison = { left: string; operator: Operator; right: string };

const path = '[A-Za-z_][A-Za-z0-9_]*(?:\\.(?:[A-Za-z_][A-Za-z0-9_]*|`[^`]+`)|\\[\\d+\\])*';
const literal = '-?\\d+(?:\\.\\d+)?|"(?:[^"\\\\]|\\\\.)*"';
const operand = `(?:${path}|${literal})?`;
const binary = new RegExp(`^(${operand})\\s*(>=|<=|!=|=|>|<)\\s*(${operand})$`);
const contains = new RegExp(`^\\$contains\\((${operand})\\s*,\\s*(${operand})\\)$`);
const exists = new RegExp(`^\\$exists\\((${operand})\\)$`);
const missing = new RegExp(`^\\$not\\(\\$exists\\((${operand})\\)\\)$`);

/** The three parts of a stored condition; undefined where it is something else, such as `a and b`. */
export function readComparison(text: string): Comparison | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return { left: '', operator: '>', right: '' };
  const source = /^\{\{([\s\S]*)\}\}$/.exec(trimmed)?.[1]?.trim();
  if (source === undefined || source.includes('{{')) return undefined;
  const compared = binary.exec(source);
  if (compared)
    return { left: shown(compared[1]), operator: compared[2] as Operator, right: shown(compared[3]) };
  const contained = contains.exec(source);
  if (contained) return { left: shown(contained[1]), operator: 'contains', right: shown(contained[2]) };
  const there = exists.exec(source);
  if (there) return { left: shown(there[1]), operator: 'exists', right: '' };
  const away = missing.exec(source);
  return away ? { left: shown(away[1]), operator: 'missing', right: '' } : undefined;
}

/** The expression of three parts; an empty text while nothing was chosen. */
export function writeComparison({ left, operator, right }: Comparison): string {
  if (left.trim() === '' && right.trim() === '' && operator !== 'exists' && operator !== 'missing') {
    // The default comparison of an empty row needs no text; any other choice has to survive being stored.
    return operator === '>' ? '' : `{{ ${operator === 'contains' ? '$contains(, )' : operator} }}`;
  }
  const one = source(left);
  const other = source(right);
  if (operator === 'exists') return `{{ $exists(${one}) }}`;
  if (operator === 'missing') return `{{ $not($exists(${one})) }}`;
  if (operator === 'contains') return `{{ $contains(${one}, ${other}) }}`;
  return `{{ ${[one, operator, other].filter(Boolean).join(' ')} }}`;
}

function shown(part: string | undefined): string {
  if (!part) return '';
  if (part.startsWith('"')) return textOfLiteral(part);
  return /^(-?\d|true$|false$|null$)/.test(part) ? part : `{{ ${part} }}`;
}

// A text that reads like a number keeps its quotes, so that "100" stays a text.
function textOfLiteral(quoted: string): string {
  const text = String(JSON.parse(quoted));
  return /^(-?\d+(\.\d+)?|true|false|null)$/.test(text) ? quoted : text;
}

function source(field: string): string {
  const text = field.trim();
  if (text === '') return '';
  const inner = /^\{\{([\s\S]*)\}\}$/.exec(text)?.[1];
  if (inner !== undefined) return inner.trim();
  if (/^(-?\d+(\.\d+)?|true|false|null|"[^"]*")$/.test(text)) return text;
  return JSON.stringify(text);
}
