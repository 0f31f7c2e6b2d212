import { json } from '@codemirror/lang-json';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useRef } from 'react';
import type { CodeFieldProps } from './CodeField.tsx';

const look = EditorView.theme({
  '&': { backgroundColor: 'transparent', color: 'var(--sf-text)', fontSize: '12px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { fontFamily: 'var(--mantine-font-family-monospace)', caretColor: 'var(--sf-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--sf-text)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--sf-muted)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--sf-hover)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--sf-accent-soft)',
  },
  '.cm-tooltip': { backgroundColor: 'var(--sf-raised)', border: '1px solid var(--sf-line)' },
});

/** CodeMirror with the editor's colours. Tab leaves the field: nobody gets caught in it. */
export function CodeEditor({
  label,
  value,
  onChange,
  language = 'json',
  readOnly,
  lines = 6,
}: CodeFieldProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(onChange);
  latest.current = onChange;
  const first = useRef(value);
  useEffect(() => {
    if (!host.current) return;
    view.current = new EditorView({
      doc: first.current,
      parent: host.current,
      extensions: [
        basicSetup,
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.theme({ '.cm-content, .cm-gutter': { minHeight: `${lines * 17 + 10}px` } }),
        EditorView.editable.of(!readOnly),
        ...(language === 'json' ? [json()] : []),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current(update.state.doc.toString());
        }),
      ],
    });
    return () => view.current?.destroy();
  }, [label, language, lines, readOnly]);
  useEffect(() => {
    const editor = view.current;
    first.current = value;
    // What was typed comes back as the value; only another text may replace the document and the caret.
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  return <div ref={host} />;
}
