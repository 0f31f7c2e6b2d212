import type { PeerFigures, PeersResult } from './peers/peers.ts';
import { whole } from './table.ts';

type Group = { title: string; bars: { name: string; value: number }[] };

const width = 760;
const labelWidth = 190;
const barWidth = 430;
const barHeight = 22;
const gap = 8;
const groupGap = 46;
// As legible on white as on black: the page may have either.
const colours = ['#3b82f6', '#d97706', '#a855f7'];
const ink = '#767d86';

/** A bar chart of the comparison as an SVG without a background, so that it fits a light and a dark page. */
export function drawChart({ connections, systems }: PeersResult): string {
  const count = String(connections[0]);
  const figures = systems.map(({ name, figures: of }) => ({ name, of: of[count] as PeerFigures }));
  const group = (title: string, pick: (figures: PeerFigures) => number): Group => ({
    title,
    bars: figures.map(({ name, of }) => ({ name, value: pick(of) })),
  });
  const groups = [
    group(`Webhooks accepted a second, ${count} connections`, ({ accept }) => accept.median),
    group('Whole runs delivered a second', ({ delivered }) => delivered.median),
    group('Delivered a second while requests come in', ({ deliveredMeanwhile }) => deliveredMeanwhile.median),
  ];
  const groupHeight = groupGap + systems.length * (barHeight + gap);
  const height = groups.length * groupHeight + 10;
  const alt = groups.map(describe).join('. ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${escapeText(alt)}" font-family="system-ui, sans-serif" font-size="14" fill="${ink}">
${groups.map((each, n) => drawGroup(each, n * groupHeight)).join('\n')}
</svg>
`;
}

const describe = ({ title, bars }: Group) =>
  `${title}: ${bars.map(({ name, value }) => `${name} ${whole(value)}`).join(', ')}`;

function drawGroup({ title, bars }: Group, top: number): string {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const rows = bars.map(({ name, value }, n) => {
    const y = top + groupGap + n * (barHeight + gap);
    const length = Math.max(2, (value / most) * barWidth);
    const text = y + barHeight - 6;
    return `  <text x="${labelWidth - 12}" y="${text}" text-anchor="end">${escapeText(name)}</text>
  <rect x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="3" fill="${colours[n % colours.length]}"/>
  <text x="${(labelWidth + length + 10).toFixed(1)}" y="${text}">${whole(value)}</text>`;
  });
  return `  <text x="0" y="${top + groupGap - 14}" font-weight="600">${escapeText(title)}</text>\n${rows.join('\n')}`;
}

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeText = (text: string) => text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);
