/**
 * Marks tasks whose data looks as if it wanted to give orders. It decides nothing: the flag is shown, and what an
 * employee may do is up to the tool gate.
 */
export type SuspicionFlag = 'orders_in_data' | 'hidden_characters';

const orders = [
  /\b(ignore|disregard|forget|override)\b.{0,40}\b(instructions?|rules?|prompts?|polic(y|ies)|above|previous)\b/i,
  /\b(you are now|act as|pretend to be|new instructions?|system prompt|developer mode|jailbreak)\b/i,
  /\b(do not|don't) (tell|mention|inform)\b.{0,40}\b(user|customer|anyone|human|person)\b/i,
  /<\/?(system|assistant|instructions?|data-[0-9a-f]{8,})\b/i,
  /\b(approve|refund|transfer|send|forward|export)\b.{0,60}\bwithout (asking|review|approval|permission|telling)\b/i,
];
// Zero-width, bidirectional controls and the tag block: text that people do not see.
const hidden = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/u;

const longestText = 20_000;

export function findSuspicious(values: readonly unknown[]): SuspicionFlag[] {
  const flags = new Set<SuspicionFlag>();
  for (const value of values) look(value, flags, 0);
  return [...flags].sort();
}

function look(value: unknown, flags: Set<SuspicionFlag>, depth: number): void {
  if (flags.size === 2 || depth > 30) return;
  if (typeof value === 'string') {
    const text = value.slice(0, longestText);
    if (hidden.test(text)) flags.add('hidden_characters');
    const plain = text.replace(new RegExp(hidden.source, 'gu'), '').replace(/\s+/g, ' ');
    if (orders.some((pattern) => pattern.test(plain))) flags.add('orders_in_data');
  } else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) look(inner, flags, depth + 1);
}
