/** The keys of the flow editor: one table, from which the handlers and the dialog of keys are made. */
export const flowKeys = [
  { action: 'open', keys: ['Enter'], words: 'Open the step' },
  { action: 'rename', keys: ['F2'], words: 'Rename the step' },
  { action: 'remove', keys: ['Delete', 'Backspace'], words: 'Remove what is selected' },
  { action: 'add', keys: ['n'], words: 'Add a step after this one' },
  { action: 'connect', keys: ['c'], words: 'Connect this step to another' },
  { action: 'move', keys: ['m'], words: 'Move the step by arrows; Enter keeps, Escape puts back' },
  { action: 'tidy', keys: ['l'], words: 'Tidy up' },
  { action: 'duplicate', keys: ['Mod+d'], words: 'Duplicate' },
  { action: 'selectAll', keys: ['Mod+a'], words: 'Select all steps' },
  { action: 'previousIssue', keys: ['['], words: 'Previous issue' },
  { action: 'nextIssue', keys: [']'], words: 'Next issue' },
  { action: 'inspector', keys: ['i'], words: 'Show or hide the step panel' },
  { action: 'panel', keys: ['b'], words: 'Show or hide the test panel' },
  { action: 'help', keys: ['?'], words: 'This list' },
] as const;

/** Keys that act wherever the focus is, except while text is edited. */
export const globalKeys = [
  { action: 'undo', keys: ['Mod+z'], words: 'Undo' },
  { action: 'redo', keys: ['Mod+Shift+z', 'Mod+y'], words: 'Do again' },
  { action: 'test', keys: ['Mod+Enter'], words: 'Test the flow' },
] as const;

/** What the canvas and the page do themselves; listed so that people find it. */
export const builtInKeys = [
  { keys: ['→ ←'], words: 'Along the flow' },
  { keys: ['↑ ↓'], words: 'To the neighbour branch, else to the nearest step' },
  { keys: ['Home', 'End'], words: 'To the trigger, to the last step' },
  { keys: ['Mod+C', 'Mod+X', 'Mod+V'], words: 'Copy, cut, paste' },
  { keys: ['Esc'], words: 'One level up' },
  { keys: ['F6'], words: 'To the next region of the page' },
] as const;

export type FlowKeyAction = (typeof flowKeys)[number]['action'];
export type GlobalKeyAction = (typeof globalKeys)[number]['action'];

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** `Mod+Shift+z`: Mod is Cmd or Ctrl. Shift is told apart only beside Mod, since `?` needs it on many keyboards. */
export function nameOfKey({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyPress): string {
  if (altKey) return '';
  const plain = key.length === 1 ? key.toLowerCase() : key;
  if (!ctrlKey && !metaKey) return plain;
  return `Mod+${shiftKey ? 'Shift+' : ''}${plain}`;
}

export function actionOf<Entry extends { action: string; keys: readonly string[] }>(
  table: readonly Entry[],
  press: KeyPress,
): Entry['action'] | undefined {
  const name = nameOfKey(press);
  return table.find((entry) => entry.keys.includes(name))?.action;
}

export const isMac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);

/** `Mod+Shift+z` as it is printed on this person's keyboard. */
export function keyWords(key: string): string {
  const mod = isMac ? '⌘' : 'Ctrl';
  return key
    .split('+')
    .map((part) => (part === 'Mod' ? mod : part.length === 1 ? part.toUpperCase() : part))
    .join(isMac ? ' ' : '+');
}

/** Whether a key press belongs to text that is being edited. */
export function isEditing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
