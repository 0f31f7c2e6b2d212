import { expect, it } from 'vitest';
import { palette } from './tokens.ts';

const tones = [
  'neutral',
  'active',
  'wait',
  'good',
  'bad',
  'odd',
  'start',
  'people',
  'decide',
  'pause',
  'data',
  'tell',
] as const;

it.each(['light', 'dark'] as const)('has readable text on every ground in the %s scheme', (scheme) => {
  const colours = palette[scheme];
  const grounds = [colours.page, colours.surface, colours.raised, colours.sunken, colours.hover];
  const pairs: [string, string][] = [
    ...[colours.text, colours.muted].flatMap((text) =>
      grounds.map((ground): [string, string] => [text, ground]),
    ),
    ...tones.map((tone): [string, string] => [colours[tone], colours[`${tone}-soft`]]),
    ...(['active', 'wait', 'good', 'bad', 'odd'] as const).map((tone): [string, string] => [
      colours[tone],
      colours.surface,
    ]),
    [colours.accent, colours.surface],
    [colours.active, colours['accent-soft']],
  ];
  expect(pairs.filter(([text, ground]) => contrast(text, ground) < 4.5)).toEqual([]);
});

it.each(['light', 'dark'] as const)('has lines of connections that stand out in the %s scheme', (scheme) => {
  const { edge, sunken, accent, surface } = palette[scheme];
  expect(contrast(edge, sunken)).toBeGreaterThan(2.6);
  expect(contrast(accent, surface)).toBeGreaterThan(3);
});

/** The contrast of WCAG 2.2 between two colours as `#rrggbb`. */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
