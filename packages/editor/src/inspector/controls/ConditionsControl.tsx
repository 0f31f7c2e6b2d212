import { ActionIcon, Button, Select } from '@mantine/core';
import { useState } from 'react';
import { IconChevronDown, IconChevronUp, IconPlus, IconTrash } from '../../ui/icons.ts';
import { type Comparison, comparisons, readComparison, writeComparison } from '../comparison.ts';
import { type ControlProps, issueAt } from '../control-props.ts';
import { ExpressionInput } from '../ExpressionInput.tsx';
import { useInspector } from '../inspector-context.ts';
import classes from './controls.module.css';

type Way = { port: string; when: unknown };

/** Ways out, read from top to bottom; each has a name and the condition under which it is taken. */
export function ConditionsControl(props: ControlProps) {
  const { value, onChange, labelId } = props;
  const { readOnly } = useInspector();
  const ways = waysOf(value);
  const set = (place: number, way: Way) => onChange(ways.map((other, at) => (at === place ? way : other)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own frame and legend
    <div role="group" aria-labelledby={labelId} className={classes.stack}>
      {ways.map((way, place) => (
        <WayRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a way is its place, names may be empty or double
          key={place}
          props={props}
          way={way}
          place={place}
          count={ways.length}
          onChange={(changed) => set(place, changed)}
          onMove={(step) => onChange(moved(ways, place, step))}
          onRemove={() => onChange(ways.filter((_, at) => at !== place))}
        />
      ))}
      {!readOnly && (
        <Button
          variant="default"
          size="xs"
          className={classes.start ?? ''}
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...ways, { port: freeName(ways), when: '' }])}
        >
          Add a way
        </Button>
      )}
    </div>
  );
}

type WayRowProps = {
  props: ControlProps;
  way: Way;
  place: number;
  count: number;
  onChange: (way: Way) => void;
  onMove: (step: 1 | -1) => void;
  onRemove: () => void;
};

function WayRow({ props, way, place, count, onChange, onMove, onRemove }: WayRowProps) {
  const { readOnly } = useInspector();
  const issue = issueAt(props, place, 'port') ?? issueAt(props, place, 'when') ?? issueAt(props, place);
  return (
    <div className={classes.way}>
      <div className={classes.wayHead}>
        <input
          className={classes.name}
          aria-label={`Name of way ${place + 1}`}
          value={way.port}
          readOnly={readOnly}
          onChange={(event) => onChange({ ...way, port: event.currentTarget.value })}
        />
        {!readOnly && (
          <>
            <ActionIcon aria-label={`Move ${way.port} up`} disabled={place === 0} onClick={() => onMove(-1)}>
              <IconChevronUp size={16} />
            </ActionIcon>
            <ActionIcon
              aria-label={`Move ${way.port} down`}
              disabled={place === count - 1}
              onClick={() => onMove(1)}
            >
              <IconChevronDown size={16} />
            </ActionIcon>
            <ActionIcon aria-label={`Remove ${way.port}`} disabled={count === 1} onClick={onRemove}>
              <IconTrash size={15} />
            </ActionIcon>
          </>
        )}
      </div>
      <Condition way={way} invalid={issue !== undefined} onChange={(when) => onChange({ ...way, when })} />
      {issue && <p className={classes.problem}>{issue.message}</p>}
    </div>
  );
}

type ConditionProps = { way: Way; invalid: boolean; onChange: (when: string) => void };

/** A comparison in three parts, or the whole condition as an expression: what does not fit into parts is written. */
function Condition({ way, invalid, onChange }: ConditionProps) {
  const { readOnly } = useInspector();
  const [written, setWritten] = useState(false);
  // While a part is half typed its text says less than the form knows: the parts are kept as they were written.
  const [draft, setDraft] = useState<{ text: string; parts: Comparison }>();
  const text = typeof way.when === 'string' ? way.when : JSON.stringify(way.when ?? '');
  const read = draft?.text === text ? draft.parts : readComparison(text);
  const asText = written || !read;
  return (
    <>
      {asText ? (
        <ExpressionInput
          mono
          label={`When ${way.port} is taken`}
          value={text}
          invalid={invalid}
          onChange={onChange}
          placeholder="{{ trigger.body.total > 100 }}"
        />
      ) : (
        <ComparisonRow
          port={way.port}
          read={read}
          invalid={invalid}
          onChange={(parts) => {
            const next = writeComparison(parts);
            setDraft({ text: next, parts });
            onChange(next);
          }}
        />
      )}
      {!readOnly && read && (
        <button type="button" className={classes.suggestion} onClick={() => setWritten(!written)}>
          {asText ? 'Compare two values instead' : 'Write it as an expression'}
        </button>
      )}
    </>
  );
}

type ComparisonRowProps = {
  port: string;
  read: Comparison;
  invalid: boolean;
  onChange: (comparison: Comparison) => void;
};

function ComparisonRow({ port, read, invalid, onChange }: ComparisonRowProps) {
  const { readOnly } = useInspector();
  const unary = read.operator === 'exists' || read.operator === 'missing';
  return (
    <div className={classes.compare}>
      <ExpressionInput
        label={`Value that decides about ${port}`}
        value={read.left}
        placeholder="Value: type {{ or click data in Input"
        invalid={invalid}
        onChange={(left) => onChange({ ...read, left })}
      />
      <div className={classes.row}>
        <Select
          aria-label={`Comparison for ${port}`}
          data={comparisons.map(({ value, label }) => ({ value, label }))}
          value={read.operator}
          allowDeselect={false}
          disabled={readOnly}
          w={150}
          onChange={(operator) =>
            onChange({ ...read, operator: (operator ?? '>') as Comparison['operator'] })
          }
        />
        {!unary && (
          <ExpressionInput
            label={`Compared with, for ${port}`}
            value={read.right}
            placeholder="100"
            onChange={(right) => onChange({ ...read, right })}
          />
        )}
      </div>
    </div>
  );
}

function waysOf(value: unknown): Way[] {
  if (!Array.isArray(value)) return [];
  return value.map((row: unknown) => {
    const way = typeof row === 'object' && row !== null ? (row as Partial<Way>) : {};
    return { port: typeof way.port === 'string' ? way.port : '', when: way.when };
  });
}

function moved(ways: readonly Way[], place: number, step: 1 | -1): Way[] {
  const next = [...ways];
  const [way] = next.splice(place, 1);
  if (way) next.splice(place + step, 0, way);
  return next;
}

function freeName(ways: readonly Way[]): string {
  const taken = new Set(ways.map((way) => way.port));
  for (let number = ways.length + 1; ; number += 1) if (!taken.has(`way ${number}`)) return `way ${number}`;
}
