import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { z } from 'zod';
import classes from './Filters.module.css';
import { IconFilterOff, IconSearch } from './icons.ts';

/**
 * The filters of a list live in its address: back and forward work, and the address is the link to share.
 * `schema` is an object of optional members; a value that it does not know falls back to none.
 */
export function useFilters<Schema extends z.ZodObject>(schema: Schema) {
  const navigate = useNavigate();
  const location = useLocation();
  const raw = location.search as Record<string, unknown>;
  const values = readFilters(schema, raw);
  const set = (change: Partial<z.output<Schema>>) =>
    void navigate({ to: location.pathname as string, search: { ...raw, ...change } as never, replace: true });
  const names = Object.keys(schema.shape);
  const active = names.filter((name) => values[name as keyof typeof values] !== undefined).length;
  const clear = () =>
    set(Object.fromEntries(names.map((name) => [name, undefined])) as Partial<z.output<Schema>>);
  return { values, set, active, clear };
}

/** The members that the schema accepts, each by itself: one wrong parameter does not drop the others. */
export function readFilters<Schema extends z.ZodObject>(
  schema: Schema,
  raw: Record<string, unknown>,
): z.output<Schema> {
  const found: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(schema.shape as Record<string, z.ZodType>)) {
    const parsed = member.safeParse(raw[name]);
    if (parsed.success && parsed.data !== undefined) found[name] = parsed.data;
  }
  return found as z.output<Schema>;
}

/** The row above a table. */
export function FilterBar({
  children,
  active,
  onClear,
}: {
  children: ReactNode;
  active: number;
  onClear: () => void;
}) {
  return (
    <search className={classes.bar}>
      {children}
      {active > 0 && (
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          leftSection={<IconFilterOff size={14} />}
          onClick={onClear}
        >
          Clear
        </Button>
      )}
    </search>
  );
}

/** Text that is searched while it is typed, 250 ms after the last key. */
export function SearchFilter({
  value,
  onChange,
  placeholder,
}: {
  value: string | undefined;
  onChange: (text: string | undefined) => void;
  placeholder: string;
}) {
  const [text, setText] = useState(value ?? '');
  const tell = useDebouncedCallback((next: string) => onChange(next.trim() || undefined), 250);
  useEffect(() => setText(value ?? ''), [value]);
  return (
    <TextInput
      size="xs"
      type="search"
      aria-label={placeholder}
      placeholder={placeholder}
      className={classes.search ?? ''}
      leftSection={<IconSearch size={14} />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}

/** One of several, or all of them. */
export function ChoiceFilter({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}) {
  return (
    <Select
      size="xs"
      aria-label={label}
      placeholder={label}
      data={[...options]}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
      clearable
      searchable={options.length > 8}
      className={classes.choice ?? ''}
      comboboxProps={{ shadow: 'md' }}
    />
  );
}
