import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { expressionAt, insertPath } from './caret.ts';
import classes from './ExpressionInput.module.css';
import { useInspector } from './inspector-context.ts';
import { matchOffers, type Offer, shortValue } from './offers.ts';

export type ExpressionInputProps = {
  label: string;
  id?: string | undefined;
  value: string;
  onChange: (text: string) => void;
  placeholder?: string | undefined;
  /** Lines shown at first; the field grows with its text. One line takes no line breaks. */
  lines?: number;
  mono?: boolean;
  /** Picked data gets the quotes that JSON wants. */
  json?: boolean;
  invalid?: boolean;
  describedBy?: string | undefined;
};

/**
 * Text with `{{ … }}` in it. After the braces the data of the current sample is offered, as in a combobox; what is
 * picked in Input goes to the caret. Tab always leaves the field.
 */
export function ExpressionInput(props: ExpressionInputProps) {
  const { label, id, value, onChange, placeholder, lines = 1, mono, invalid, describedBy } = props;
  const { offers, readOnly, setPickTarget } = useInspector();
  const area = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [caret, setCaret] = useState<number>();
  const [current, setCurrent] = useState(0);
  const pendingCaret = useRef<number>(undefined);
  const open = caret === undefined || readOnly ? undefined : expressionAt(value, caret);
  const found = open ? matchOffers(offers, open.typed) : [];
  const exact = found.length === 1 && found[0]?.path === open?.typed;
  const shown = exact ? [] : found;
  useGrowing(area, value);

  useLayoutEffect(() => {
    if (pendingCaret.current === undefined || !area.current) return;
    area.current.setSelectionRange(pendingCaret.current, pendingCaret.current);
    pendingCaret.current = undefined;
  });
  const insert = (path: string) => {
    const at = area.current?.selectionStart ?? value.length;
    const next = insertPath(area.current?.value ?? value, at, path, props.json);
    pendingCaret.current = next.caret;
    onChange(next.text);
    setCaret(undefined);
    area.current?.focus();
  };
  const latestInsert = useRef(insert);
  latestInsert.current = insert;

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && lines === 1 && shown.length === 0) event.preventDefault();
    if (shown.length === 0) return;
    if (event.key === 'ArrowDown') setCurrent((current + 1) % shown.length);
    else if (event.key === 'ArrowUp') setCurrent((current - 1 + shown.length) % shown.length);
    else if (event.key === 'Enter') insert((shown[current] ?? shown[0])?.path ?? '');
    else if (event.key === 'Escape') setCaret(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const follow = () => {
    setCaret(area.current?.selectionStart);
    setCurrent(0);
  };
  return (
    <div className={classes.wrap}>
      <textarea
        ref={area}
        id={id}
        rows={lines}
        className={classes.area}
        data-mono={mono || value.includes('{{') || undefined}
        data-invalid={invalid || undefined}
        aria-label={id ? undefined : label}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        aria-autocomplete="list"
        aria-controls={shown.length > 0 ? listId : undefined}
        aria-activedescendant={shown.length > 0 ? `${listId}-${current}` : undefined}
        placeholder={placeholder}
        readOnly={readOnly}
        spellCheck={lines > 2}
        value={value}
        onChange={(event) => {
          onChange(lines === 1 ? event.currentTarget.value.replaceAll('\n', ' ') : event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
          setCurrent(0);
        }}
        onKeyDown={onKeyDown}
        onClick={follow}
        onFocus={() => setPickTarget({ insert: (path) => latestInsert.current(path) })}
        onBlur={() => setCaret(undefined)}
      />
      {shown.length > 0 && <Offers id={listId} offers={shown} current={current} onPick={insert} />}
    </div>
  );
}

type OffersProps = { id: string; offers: readonly Offer[]; current: number; onPick: (path: string) => void };

function Offers({ id, offers, current, onPick }: OffersProps) {
  return (
    <div id={id} role="listbox" aria-label="Data that can stand here" className={classes.offers}>
      {offers.map((offer, place) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text, which names the active option
        <div
          key={offer.path}
          id={`${id}-${place}`}
          role="option"
          aria-selected={place === current}
          className={classes.offer}
          onPointerDown={(event) => {
            // Before the field loses the focus and the list with it.
            event.preventDefault();
            onPick(offer.path);
          }}
        >
          <span className={classes.path}>{offer.path}</span>
          <span className={classes.value}>{shortValue(offer.value)}</span>
          <span className={classes.from}>{offer.from}</span>
        </div>
      ))}
    </div>
  );
}

/** Makes the text area as high as its text, up to a limit after which it scrolls. */
function useGrowing(area: { current: HTMLTextAreaElement | null }, value: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight + 2, 320)}px`;
  }, [value]);
}
