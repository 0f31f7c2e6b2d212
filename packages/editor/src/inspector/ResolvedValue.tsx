import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { type Preview, useInspector } from './inspector-context.ts';
import classes from './NodeForm.module.css';

const waitMs = 150;

/** What the field's expressions give in the current sample, right now. A field without any needs no preview. */
export function ResolvedValue({
  stored,
  label,
  perItem = false,
}: {
  stored: unknown;
  label: string;
  /** Read at the end of each item of a loop: shown for the first one, and not at all while there is none. */
  perItem?: boolean;
}) {
  const inspector = useInspector();
  const { scopeKey } = inspector;
  const evaluate = perItem ? inspector.evaluateInItem : inspector.evaluate;
  const text = holdsTemplate(stored) ? JSON.stringify(stored) : undefined;
  const [settled] = useDebouncedValue(text, waitMs);
  const [preview, setPreview] = useState<Preview>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another sample gives another value
  useEffect(() => {
    if (settled === undefined || !evaluate) return setPreview(undefined);
    let current = true;
    void evaluate(JSON.parse(settled)).then((next) => current && setPreview(next));
    return () => {
      current = false;
    };
  }, [settled, scopeKey]);
  if (text === undefined || !preview || (perItem && !preview.ok)) return null;
  return (
    <output
      className={classes.resolved}
      data-ok={preview.ok}
      aria-label={perItem ? `${label}, first item` : `${label} in the current sample`}
      // What scrolls must be reachable by key.
      tabIndex={preview.ok && scrolls(preview.value) ? 0 : undefined}
    >
      <span aria-hidden="true">{perItem ? 'first item =' : '='}</span>
      {preview.ok ? <Value value={preview.value} /> : <span>{preview.message}</span>}
    </output>
  );
}

function Value({ value }: { value: unknown }) {
  if (value === undefined) return <em>not in this sample</em>;
  if (value === '') return <em>an empty text</em>;
  const text = shownText(value);
  return <span>{text.length > 600 ? `${text.slice(0, 600)}…` : text}</span>;
}

const shownText = (value: unknown) =>
  typeof value === 'string' ? value : JSON.stringify(value, null, typeof value === 'object' ? 1 : 0);

function scrolls(value: unknown): boolean {
  const text = value === undefined ? '' : shownText(value);
  return text.length > 200 || text.split('\n').length > 5;
}

function holdsTemplate(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{{');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsTemplate);
}
