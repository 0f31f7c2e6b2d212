import { Input } from '@mantine/core';
import { Component, lazy, type ReactNode, Suspense, useId } from 'react';
import classes from './CodeField.module.css';

export type CodeFieldProps = {
  label: string;
  value: string;
  onChange: (text: string) => void;
  language?: 'json' | 'text';
  description?: ReactNode;
  error?: ReactNode;
  placeholder?: string;
  readOnly?: boolean;
  /** Lines that are shown at least. */
  lines?: number;
  /** The label is spoken only. */
  hideLabel?: boolean;
};

const CodeEditor = lazy(() => import('./CodeEditor.tsx').then(({ CodeEditor }) => ({ default: CodeEditor })));

/** Text with highlighting. Until that chunk arrives, and if it never does, a plain text area does the work. */
export function CodeField(props: CodeFieldProps) {
  const id = useId();
  const plain = <PlainArea {...props} id={id} />;
  return (
    <Input.Wrapper
      label={props.hideLabel ? undefined : props.label}
      description={props.description}
      error={props.error}
      labelElement="div"
      size="sm"
    >
      <div className={classes.frame} data-wrong={props.error ? true : undefined}>
        <FallBack to={plain}>
          <Suspense fallback={plain}>
            <CodeEditor {...props} />
          </Suspense>
        </FallBack>
      </div>
    </Input.Wrapper>
  );
}

function PlainArea({
  label,
  value,
  onChange,
  placeholder,
  readOnly,
  lines = 6,
  id,
}: CodeFieldProps & { id: string }) {
  return (
    <textarea
      id={id}
      aria-label={label}
      className={classes.plain}
      value={value}
      placeholder={placeholder}
      readOnly={readOnly}
      rows={lines}
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** An editor that cannot be loaded (a newer build, no connection) must not take the form with it. */
class FallBack extends Component<{ to: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.to : this.props.children;
  }
}
