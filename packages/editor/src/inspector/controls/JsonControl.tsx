import { useEffect, useRef, useState } from 'react';
import type { ControlProps } from '../control-props.ts';
import { ExpressionInput } from '../ExpressionInput.tsx';
import classes from './controls.module.css';

/** JSON, with expressions anywhere in it; a text that is one expression gives its whole value. */
export function JsonControl({ id, describedBy, field, value, onChange, issues }: ControlProps) {
  const [text, setText] = useState(() => jsonText(value));
  const [problem, setProblem] = useState<string>();
  const sent = useRef(value);
  useEffect(() => {
    // What was typed here comes back as the value; another value, after an undo for instance, replaces the text.
    if (JSON.stringify(sent.current) === JSON.stringify(value)) return;
    sent.current = value;
    setText(jsonText(value));
    setProblem(undefined);
  }, [value]);
  const change = (next: string) => {
    setText(next);
    const read = readJson(next);
    setProblem(read.problem);
    if (read.problem !== undefined) return;
    sent.current = read.value;
    onChange(read.value);
  };
  return (
    <div className={classes.stack}>
      <ExpressionInput
        id={id}
        mono
        json
        label={field.meta.label}
        describedBy={describedBy}
        value={text}
        placeholder={field.meta.placeholder ?? '{ }'}
        lines={4}
        invalid={problem !== undefined || issues.length > 0}
        onChange={change}
      />
      {problem && <p className={classes.problem}>{problem}</p>}
    </div>
  );
}

export function jsonText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string' && value.includes('{{')) return value;
  return JSON.stringify(value, null, 2);
}

/** The value of what was typed; a problem in words while it is no JSON yet. */
export function readJson(text: string): { value?: unknown; problem?: string } {
  const trimmed = text.trim();
  if (trimmed === '') return { value: undefined };
  if (trimmed.startsWith('{{')) return { value: trimmed };
  try {
    return { value: JSON.parse(trimmed) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^JSON\.parse: /, '') : String(error);
    return {
      problem: `This is not JSON yet, and not saved: ${reason}. Expressions stand in quotes: "{{ … }}".`,
    };
  }
}
