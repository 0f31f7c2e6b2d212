/**
 * Documentation as the inspector shows it: it is narrow, so every row of a table becomes a line of a list, with the
 * first cell in bold.
 */
export function withoutTables(markdown: string): string {
  const lines = markdown.split('\n');
  const isTableHead = (at: number) => isRow(lines[at]) && /^\|[\s:|-]+\|$/.test(lines[at + 1]?.trim() ?? '');
  const shown: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (!isTableHead(at)) {
      shown.push(lines[at] ?? '');
      continue;
    }
    for (at += 2; isRow(lines[at]); at += 1) shown.push(listLine(lines[at] ?? ''));
    at -= 1;
  }
  return shown.join('\n');
}

const isRow = (line: string | undefined) => line?.trim().startsWith('|') === true;

function listLine(row: string): string {
  // An escaped bar belongs to its cell.
  const cells = row
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/);
  const [first = '', ...rest] = cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
  return `- **${first}**: ${rest.filter(Boolean).join(' · ')}`;
}
