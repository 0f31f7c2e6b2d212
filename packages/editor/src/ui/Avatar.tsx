import classes from './Avatar.module.css';

const tones = ['start', 'people', 'decide', 'pause', 'data', 'odd', 'good'] as const;

/** Initials on a colour that is drawn from the id, so that a face stays the same everywhere. Decoration only. */
export function Avatar({ name, seed, size = 32 }: { name: string; seed: string; size?: number }) {
  const tone = tones[hash(seed) % tones.length] ?? 'data';
  const style = {
    width: size,
    height: size,
    fontSize: Math.round(size * 0.38),
    background: `var(--sf-${tone}-soft)`,
    color: `var(--sf-${tone})`,
  };
  return (
    <span className={classes.avatar} style={style} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => (word ?? '').charAt(0).toUpperCase()).join('') || '?';
}

function hash(text: string): number {
  let value = 7;
  for (const letter of text) value = (value * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return value;
}
