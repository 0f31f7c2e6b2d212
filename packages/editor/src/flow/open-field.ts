import type { EditorParts } from './editor-parts.ts';

/** Opens a step and puts the focus into the field that a path leads to: `config.conditions.0.when`. */
export function openField({ actions, workbench }: EditorParts, nodeId: string, path: string): void {
  actions.open(nodeId);
  workbench.setState({ tab: 'configuration' });
  const field = path.replace(/^config\.?/, '').split('.')[0] ?? '';
  // The form is drawn after the panel is open, and the canvas takes the focus before that.
  setTimeout(() => focusField(field), 60);
}

function focusField(field: string): void {
  const row = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"]`);
  const target = row?.querySelector<HTMLElement>('input, textarea, select, button, [role="radio"]');
  row?.scrollIntoView({ block: 'center' });
  target?.focus();
}
