import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { EditorParts } from './editor-parts.ts';
import { openField } from './open-field.ts';

/** A link to a flow may name a step, and a field of it: `?step=tell&field=config.url`. Both are opened once. */
export function useOpenFromAddress(parts: EditorParts): void {
  const { step, field } = useLocation().search as { step?: string; field?: string };
  const opened = useRef('');
  useEffect(() => {
    const wanted = `${step} ${field}`;
    if (step === undefined || opened.current === wanted) return;
    if (!parts.store.getState().document.nodes.some(({ id }) => id === step)) return;
    // The canvas fits itself first; a step that is opened before that is lost from view.
    const timer = setTimeout(() => {
      opened.current = wanted;
      if (field === undefined) parts.actions.open(step);
      else openField(parts, step, field);
    }, 100);
    return () => clearTimeout(timer);
  }, [parts, step, field]);
}
