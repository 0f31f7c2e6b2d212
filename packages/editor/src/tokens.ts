import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/**
 * Every colour that the editor itself uses, for both schemes. They become CSS variables (`--sf-line`), and a
 * test holds their contrast: text 4.5 : 1, graphics 3 : 1.
 */
export const palette = {
  light: {
    page: '#f5f6f8',
    surface: '#ffffff',
    raised: '#ffffff',
    sunken: '#eff1f4',
    hover: '#f0f3f8',
    line: '#e0e4ea',
    dots: '#d3d9e2',
    card: '#cfd6e0',
    'line-strong': '#868f9d',
    text: '#1a2130',
    muted: '#586273',
    accent: '#1f5fd6',
    'accent-soft': '#e7effd',
    edge: '#8a94a4',
    neutral: '#586273',
    'neutral-soft': '#eceff3',
    active: '#1c58c7',
    'active-soft': '#e4eefd',
    wait: '#855000',
    'wait-soft': '#fcf0d6',
    good: '#156038',
    'good-soft': '#e0f3e7',
    bad: '#b0241c',
    'bad-soft': '#fcebe9',
    odd: '#6637bd',
    'odd-soft': '#efe9fc',
    start: '#3d4fb8',
    'start-soft': '#e9ecfb',
    people: '#a02668',
    'people-soft': '#fbe8f1',
    decide: '#0b6566',
    'decide-soft': '#dff3f2',
    pause: '#6b5518',
    'pause-soft': '#f5efdc',
    data: '#096287',
    'data-soft': '#e0f1f8',
    tell: '#1c58c7',
    'tell-soft': '#e4eefd',
  },
  dark: {
    page: '#12151a',
    surface: '#191d24',
    raised: '#20252e',
    sunken: '#14181e',
    hover: '#232934',
    line: '#2d343f',
    dots: '#29303b',
    card: '#3b4452',
    'line-strong': '#6f7a8a',
    text: '#e5e9ef',
    muted: '#9ca7b7',
    accent: '#7aa9ff',
    'accent-soft': '#1d2b47',
    edge: '#77828f',
    neutral: '#a6b0bf',
    'neutral-soft': '#29303a',
    active: '#8ab3ff',
    'active-soft': '#1d2b47',
    wait: '#efb755',
    'wait-soft': '#372a10',
    good: '#6ccf95',
    'good-soft': '#15321f',
    bad: '#ff9189',
    'bad-soft': '#3e1c1a',
    odd: '#bd9dff',
    'odd-soft': '#2d2247',
    start: '#a5b1ff',
    'start-soft': '#252b4c',
    people: '#f598c5',
    'people-soft': '#401f31',
    decide: '#6fd0cf',
    'decide-soft': '#143534',
    pause: '#d9bf75',
    'pause-soft': '#352d16',
    data: '#77c6ea',
    'data-soft': '#14323f',
    tell: '#8ab3ff',
    'tell-soft': '#1d2b47',
  },
} as const;

export type Tone = 'neutral' | 'active' | 'wait' | 'good' | 'bad' | 'odd';

const blue: MantineColorsTuple = [
  '#eef4ff',
  '#dbe7fd',
  '#b7cffa',
  '#8fb3f5',
  '#6a99f0',
  '#4d85eb',
  '#3a77e6',
  '#2b69dd',
  '#1f5fd6',
  '#174fb6',
];
const dark: MantineColorsTuple = [
  '#e5e9ef',
  '#b9c2cf',
  '#8e99a9',
  '#6f7a8a',
  '#3b4452',
  '#2d343f',
  '#20252e',
  '#191d24',
  '#14181e',
  '#0e1116',
];

export const theme = createTheme({
  primaryColor: 'blue',
  colors: { blue, dark },
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  defaultRadius: 6,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '28px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' } },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end' } },
  },
});

function variablesOf(scheme: keyof typeof palette): Record<string, string> {
  const colours = palette[scheme];
  const own = Object.fromEntries(Object.entries(colours).map(([name, value]) => [`--sf-${name}`, value]));
  return {
    ...own,
    '--mantine-color-body': colours.surface,
    '--mantine-color-text': colours.text,
    '--mantine-color-dimmed': colours.muted,
    '--mantine-color-default-border': colours.line,
    '--mantine-color-placeholder': colours.muted,
    '--mantine-color-error': colours.bad,
    '--mantine-color-anchor': colours.accent,
  };
}

export const themeVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: variablesOf('light'),
  dark: variablesOf('dark'),
});
