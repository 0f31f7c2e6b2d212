import { useState } from 'react';
import { CopyButton } from './CopyButton.tsx';
import { IconChevronRight } from './icons.ts';
import classes from './JsonTree.module.css';

export type JsonPath = readonly (string | number)[];

export type JsonTreeProps = {
  value: unknown;
  /** What the data is, for screen readers: "Output of Review order". */
  label: string;
  /** The text that names a place, for copying and picking: `['order','items',0]` → `trigger.order.items[0]`. */
  pathText?: (path: JsonPath) => string;
  /** Makes every value a button. The inspector puts its path into the field that was used last. */
  onPick?: (path: JsonPath) => void;
  /** Levels that are open at first. */
  open?: number;
};

const pageSize = 50;
const cutAt = 400;

/** Data as a tree that folds. Long texts are cut, long lists come in pages; nothing of it is read as HTML. */
export function JsonTree({ value, label, pathText = dottedPath, onPick, open = 2 }: JsonTreeProps) {
  return (
    <section className={classes.tree} aria-label={label}>
      <Entry value={value} path={[]} name={undefined} open={open} pathText={pathText} onPick={onPick} />
    </section>
  );
}

type EntryProps = {
  value: unknown;
  path: JsonPath;
  name: string | number | undefined;
  open: number;
  pathText: (path: JsonPath) => string;
  onPick: ((path: JsonPath) => void) | undefined;
};

function Entry(props: EntryProps) {
  const { value } = props;
  return typeof value === 'object' && value !== null ? (
    <Branch {...props} value={value} />
  ) : (
    <Leaf {...props} />
  );
}

function Branch({ value, path, name, open, pathText, onPick }: EntryProps & { value: object }) {
  const [isOpen, setOpen] = useState(open > 0);
  const [shown, setShown] = useState(pageSize);
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, place) => [place, item])
    : Object.entries(value);
  const size = Array.isArray(value)
    ? `[${value.length}]`
    : entries.length === 0
      ? '{}'
      : `{${entries.length}}`;
  return (
    <div className={classes.branch}>
      {(name !== undefined || entries.length === 0) && (
        <div className={classes.line}>
          <button
            type="button"
            className={classes.fold}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <IconChevronRight size={13} aria-hidden data-open={isOpen || undefined} />
            <span className={classes.name}>{name ?? 'value'}</span>
            <span className={classes.size}>{size}</span>
          </button>
          <Tools value={value} path={path} pathText={pathText} onPick={onPick} />
        </div>
      )}
      {(isOpen || name === undefined) && (
        <ul className={name === undefined ? classes.top : classes.inner}>
          {entries.slice(0, shown).map(([key, item]) => (
            <li key={key}>
              <Entry
                value={item}
                path={[...path, key]}
                name={key}
                open={open - 1}
                pathText={pathText}
                onPick={onPick}
              />
            </li>
          ))}
          {entries.length > shown && (
            <li>
              <button
                type="button"
                className={classes.moreLink}
                onClick={() => setShown(shown + pageSize * 4)}
              >
                {entries.length - shown} more
              </button>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

function Leaf({ value, path, name, pathText, onPick }: EntryProps) {
  const [whole, setWhole] = useState(false);
  const text = leafText(value);
  const cut = text.length > cutAt && !whole;
  const content = (
    <>
      {name !== undefined && <span className={classes.name}>{name}</span>}
      <span className={classes.value} data-kind={value === null ? 'null' : typeof value}>
        {cut ? `${text.slice(0, cutAt)}…` : text}
      </span>
    </>
  );
  return (
    <div className={classes.line}>
      {onPick ? (
        <button
          type="button"
          className={classes.pick}
          title={`Use ${pathText(path)}`}
          onClick={() => onPick(path)}
        >
          {content}
        </button>
      ) : (
        <span className={classes.leaf}>{content}</span>
      )}
      {cut && (
        <button type="button" className={classes.moreLink} onClick={() => setWhole(true)}>
          all {text.length.toLocaleString('en')} characters
        </button>
      )}
      <Tools value={value} path={path} pathText={pathText} onPick={undefined} />
    </div>
  );
}

function Tools({
  value,
  path,
  pathText,
  onPick,
}: Pick<EntryProps, 'value' | 'path' | 'pathText' | 'onPick'>) {
  if (path.length === 0) return null;
  return (
    <span className={classes.tools}>
      {onPick && (
        <button
          type="button"
          className={classes.moreLink}
          onClick={() => onPick(path)}
          aria-label={`Use ${pathText(path)}`}
        >
          use
        </button>
      )}
      <CopyButton text={pathText(path)} label={`Copy the path ${pathText(path)}`} />
      <CopyButton
        text={typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
        label={`Copy the value of ${pathText(path)}`}
      />
    </span>
  );
}

function leafText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return value === undefined ? 'not there' : String(value);
}

/** `['order', 'items', 0, 'unit price']` → ``order.items[0].`unit price` ``, as expressions write it. */
export function dottedPath(path: JsonPath): string {
  return path
    .map((part, place) => {
      if (typeof part === 'number') return `[${part}]`;
      const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(part) ? part : `\`${part}\``;
      return place === 0 ? name : `.${name}`;
    })
    .join('');
}
