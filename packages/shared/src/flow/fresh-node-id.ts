/**
 * An id for a new node: the wanted one where it is free, else with a number behind it. Takes any text:
 * `Tell the shop` → `tellTheShop`, `send-webhook` → `sendWebhook`.
 */
export function freshNodeId(wanted: string, taken: ReadonlySet<string>): string {
  const base = idOf(wanted);
  if (!taken.has(base)) return base;
  // Without the number of an earlier copy, so that copies of copies count on.
  const stem = base.replace(/\d+$/, '').slice(0, 58) || 'step';
  let number = 2;
  while (taken.has(`${stem}${number}`)) number++;
  return `${stem}${number}`;
}

function idOf(text: string): string {
  const words =
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .match(/[A-Za-z0-9_]+/g) ?? [];
  const [first = '', ...others] = words;
  const joined = [first.replace(/^[A-Z]+/, (start) => start.toLowerCase()), ...others.map(capital)]
    .join('')
    .slice(0, 60);
  return /^[a-z]/.test(joined) ? joined : `step${joined}`;
}

const capital = (word: string) => word.replace(/^./, (letter) => letter.toUpperCase());
