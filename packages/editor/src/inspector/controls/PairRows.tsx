import { ActionIcon, Button } from '@mantine/core';
import { useState } from 'react';
import { IconPlus, IconTrash } from '../../ui/icons.ts';
import type { ControlProps } from '../control-props.ts';
import { issueAt } from '../control-props.ts';
import { ExpressionInput } from '../ExpressionInput.tsx';
import { useInspector } from '../inspector-context.ts';
import classes from './controls.module.css';

type Pair = { key: number; name: string; text: string };

export type PairRowsProps = ControlProps & {
  nameLabel: string;
  namePlaceholder: string;
  addWords: string;
  toText: (value: unknown) => string;
  toValue: (text: string) => unknown;
};

/**
 * Rows of name and value, stored as an object. While a name is empty or stands twice, its row is kept here and not
 * in the config: an object cannot hold it.
 */
export function PairRows(props: PairRowsProps) {
  const { labelId, value, onChange, toText, toValue } = props;
  const { readOnly } = useInspector();
  const [pairs, setPairs] = useState<Pair[]>(() => pairsOf(value, toText));
  const stored = JSON.stringify(value ?? {});
  const [seen, setSeen] = useState(stored);
  if (seen !== stored) {
    setSeen(stored);
    if (JSON.stringify(objectOf(pairs, toValue)) !== stored) setPairs(pairsOf(value, toText));
  }
  const set = (next: Pair[]) => {
    setPairs(next);
    onChange(objectOf(next, toValue));
  };
  const nextKey = Math.max(0, ...pairs.map((pair) => pair.key)) + 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own frame and legend
    <div role="group" aria-labelledby={labelId} className={classes.stack}>
      {pairs.map((pair) => (
        <PairRow
          key={pair.key}
          pair={pair}
          props={props}
          isDouble={pairs.some(
            (other) => other.key < pair.key && other.name === pair.name && pair.name !== '',
          )}
          onChange={(changed) => set(pairs.map((other) => (other.key === pair.key ? changed : other)))}
          onRemove={() => set(pairs.filter((other) => other.key !== pair.key))}
        />
      ))}
      {!readOnly && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          className={classes.start ?? ''}
          onClick={() => setPairs([...pairs, { key: nextKey, name: '', text: '' }])}
        >
          {props.addWords}
        </Button>
      )}
    </div>
  );
}

type PairRowProps = {
  pair: Pair;
  props: PairRowsProps;
  isDouble: boolean;
  onChange: (pair: Pair) => void;
  onRemove: () => void;
};

function PairRow({ pair, props, isDouble, onChange, onRemove }: PairRowProps) {
  const { readOnly } = useInspector();
  const issue = issueAt(props, pair.name);
  return (
    <div className={classes.pair}>
      <input
        className={classes.name}
        aria-label={props.nameLabel}
        placeholder={props.namePlaceholder}
        readOnly={readOnly}
        value={pair.name}
        spellCheck={false}
        onChange={(event) => onChange({ ...pair, name: event.currentTarget.value })}
      />
      <ExpressionInput
        label={`Value of ${pair.name || 'this row'}`}
        value={pair.text}
        placeholder="{{ … }} or text"
        invalid={issue !== undefined}
        onChange={(text) => onChange({ ...pair, text })}
      />
      {!readOnly && (
        <ActionIcon aria-label={`Remove ${pair.name || 'this row'}`} onClick={onRemove}>
          <IconTrash size={15} />
        </ActionIcon>
      )}
      {(isDouble || issue) && (
        <p className={classes.problem}>
          {isDouble ? `Two rows are called ${pair.name}. Rename one of them.` : issue?.message}
        </p>
      )}
    </div>
  );
}

function pairsOf(value: unknown, toText: (value: unknown) => string): Pair[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([name, each], key) => ({ key, name, text: toText(each) }));
}

function objectOf(pairs: readonly Pair[], toValue: (text: string) => unknown): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const { name, text } of pairs)
    if (name.trim() !== '' && !(name.trim() in members)) members[name.trim()] = toValue(text);
  return members;
}
