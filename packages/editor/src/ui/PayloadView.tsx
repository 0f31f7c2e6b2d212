import { SegmentedControl } from '@mantine/core';
import { useId, useState } from 'react';
import { CopyButton } from './CopyButton.tsx';
import { bytesWords } from './duration-words.ts';
import { JsonTree } from './JsonTree.tsx';
import classes from './PayloadView.module.css';

const mostShown = 256_000;

export type PayloadViewProps = {
  /** The exact text. */
  text: string;
  /** What it is, for screen readers: "Body of the request". */
  label: string;
  /** Bytes, where they are known better than by the text. */
  size?: number | undefined;
  /** More facts beside the size: a hash, that only the head was kept. */
  facts?: readonly string[];
};

/** A body in two views: folded JSON, where it is JSON, and the text exactly as it came. */
export function PayloadView({ text, label, size, facts = [] }: PayloadViewProps) {
  const parsed = parsedJson(text);
  const [raw, setRaw] = useState(false);
  const id = useId();
  const shown = text.slice(0, mostShown);
  return (
    <div className={classes.payload}>
      <div className={classes.bar}>
        {parsed && (
          <SegmentedControl
            size="xs"
            name={id}
            aria-label={`View of ${label}`}
            data={[
              { value: 'pretty', label: 'Pretty' },
              { value: 'raw', label: 'Exact text' },
            ]}
            value={raw ? 'raw' : 'pretty'}
            onChange={(view) => setRaw(view === 'raw')}
          />
        )}
        <span className={classes.facts}>
          {[bytesWords(size ?? new TextEncoder().encode(text).length), ...facts].join(' · ')}
        </span>
        <CopyButton text={text} label={`Copy: ${label}`} />
      </div>
      {parsed && !raw ? (
        <div className={classes.tree}>
          <JsonTree value={parsed.value} label={label} open={3} />
        </div>
      ) : text === '' ? (
        <p className={classes.none}>The body is empty.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
        <pre className={classes.text} tabIndex={0}>
          {shown}
          {shown.length < text.length &&
            `\n… ${bytesWords(text.length - mostShown)} more; copy it to see all.`}
        </pre>
      )}
    </div>
  );
}

function parsedJson(text: string): { value: unknown } | undefined {
  if (text.length > 2_000_000) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { value } : undefined;
  } catch {
    return undefined;
  }
}
