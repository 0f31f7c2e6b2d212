import { TextInput } from '@mantine/core';
import type { AnyNodeDefinition } from '@sista/shared/node/define-node';
import { type KeyboardEvent, useId, useState } from 'react';
import { CategoryIcon } from '../ui/CategoryIcon.tsx';
import { IconSearch } from '../ui/icons.ts';
import classes from './Palette.module.css';
import { type PaletteGroup, searchPalette } from './palette-search.ts';

/** The kind of data under which a dragged entry of the palette carries its node type. */
export const dragKind = 'application/x-sista-node';

export type PaletteProps = {
  onPick: (type: string) => void;
  /** Types that only start a flow are left out where a step is wanted. */
  triggers?: boolean;
  autoFocus?: boolean;
  onEscape?: () => void;
  draggable?: boolean;
};

/**
 * All node types, to search and pick. The search box keeps the focus; arrows move through the list below it, as in
 * a combobox, and Enter picks.
 */
export function Palette({ onPick, triggers = true, autoFocus, onEscape, draggable }: PaletteProps) {
  const [text, setText] = useState('');
  const [current, setCurrent] = useState(0);
  const listId = useId();
  const groups = searchPalette(text, { triggers });
  const all = groups.flatMap((group) => group.definitions);
  const active = all[Math.min(current, all.length - 1)];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setCurrent((Math.min(current, all.length - 1) + step + all.length) % Math.max(1, all.length));
    } else if (event.key === 'Enter' && active) onPick(active.type);
    else if (event.key === 'Escape' && onEscape) onEscape();
    else return;
    event.preventDefault();
  };
  return (
    <div className={classes.palette}>
      <TextInput
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={active ? `${listId}-${active.type}` : undefined}
        aria-label="Search steps"
        placeholder="Search steps"
        leftSection={<IconSearch size={15} />}
        value={text}
        autoFocus={autoFocus ?? false}
        data-autofocus={autoFocus || undefined}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setCurrent(0);
        }}
      />
      <Groups id={listId} groups={groups} active={active} onPick={onPick} draggable={draggable ?? false} />
    </div>
  );
}

type GroupsProps = {
  id: string;
  groups: readonly PaletteGroup[];
  active: AnyNodeDefinition | undefined;
  onPick: (type: string) => void;
  draggable: boolean;
};

function Groups({ id, groups, active, onPick, draggable }: GroupsProps) {
  return (
    <div className={classes.list} id={id} role="listbox" aria-label="Steps">
      {groups.length === 0 && (
        <p className={classes.none}>No step is called that. Try what it does: “if”, “wait”, “mail”.</p>
      )}
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options, which has no element of its own
        <div key={group.id} role="group" aria-label={group.label}>
          <div className={classes.group} aria-hidden="true">
            {group.label}
          </div>
          {group.definitions.map((definition) => (
            <Option
              key={definition.type}
              id={`${id}-${definition.type}`}
              definition={definition}
              isActive={definition === active}
              draggable={draggable}
              onPick={onPick}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

type OptionProps = {
  id: string;
  definition: AnyNodeDefinition;
  isActive: boolean;
  draggable: boolean;
  onPick: (type: string) => void;
};

function Option({ id, definition, isActive, draggable, onPick }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the search box, which names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the search box
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      aria-label={`${definition.title}: ${definition.summary}`}
      className={classes.option}
      draggable={draggable}
      title={definition.summary}
      ref={(element) => {
        if (isActive) element?.scrollIntoView?.({ block: 'nearest' });
      }}
      onDragStart={(event) => {
        event.dataTransfer.setData(dragKind, definition.type);
        event.dataTransfer.effectAllowed = 'copy';
      }}
      onClick={() => onPick(definition.type)}
    >
      <CategoryIcon name={definition.icon} category={definition.category} box={30} size={17} />
      <span className={classes.words}>
        <span>{definition.title}</span>
        <small>{definition.summary}</small>
      </span>
    </div>
  );
}
