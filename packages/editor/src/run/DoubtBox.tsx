import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { announce } from '../announce.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import type { StepAnswer } from '../api/shapes.ts';
import { trpc } from '../api/trpc.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { IconShieldQuestion } from '../ui/icons.ts';
import { JsonTree } from '../ui/JsonTree.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import classes from './DoubtBox.module.css';
import { type Decision, decisions, keyOf, readOutput, sentWords } from './doubt.ts';
import { putRun } from './put-run.ts';

type DoubtProps = {
  runId: string;
  step: StepAnswer;
  /** The number of the item that the step belongs to, from 1. */
  item?: number | undefined;
  /** The box goes away with the doubt: where the focus goes then. */
  onSettled?: () => void;
};

/** An effect whose answer was lost: what was sent where, why nobody knows, and the four ways on. */
export function DoubtBox({ runId, step, item, onSettled }: DoubtProps) {
  const title = useId();
  const mayDecide = useRight('run.start');
  const settle = useSettle(runId, step, onSettled);
  const sent = sentWords(step);
  return (
    <section className={classes.box} aria-labelledby={title}>
      <header className={classes.head}>
        <IconShieldQuestion size={20} aria-hidden />
        <h3 id={title}>
          {step.nodeName}
          {item === undefined ? '' : `, item ${item}`}: did it happen?
        </h3>
      </header>
      <p>
        {sent ? <code>{sent}</code> : 'It'} was sent
        {step.startedAt && (
          <>
            {' '}
            <RelativeTime at={step.startedAt} />
          </>
        )}
        . {step.error?.message ?? 'Its answer was lost.'}
      </p>
      <p>Look there whether it arrived. The run waits until somebody says so here.</p>
      <details className={classes.sent}>
        <summary>What was sent</summary>
        <JsonTree value={step.input ?? {}} label={`What ${step.nodeName} sent`} />
      </details>
      {mayDecide ? (
        <Ways step={step} busy={settle.isPending} sent={sent} onDecide={settle.decide} />
      ) : (
        <p>Your role may look at this run. Ask an editor or an admin to decide.</p>
      )}
    </section>
  );
}

function useSettle(runId: string, { seq }: StepAnswer, onSettled: (() => void) | undefined) {
  const settle = useMutation({
    ...trpc.run.settleStep.mutationOptions(),
    onSuccess: (run) => {
      putRun(run);
      announce('Said. The run goes on.');
      onSettled?.();
    },
    // Somebody else was faster, or the run is over: the page then shows what is true now.
    onError: () => void queryClient.invalidateQueries(trpc.run.pathFilter()),
  });
  const decide = (decision: Decision, output?: unknown) =>
    settle.mutate({
      id: runId,
      seq,
      decision,
      ...(output === undefined ? {} : { output: output as never }),
    });
  return { isPending: settle.isPending, decide };
}

type WaysProps = {
  step: StepAnswer;
  busy: boolean;
  sent: string | undefined;
  onDecide: (decision: Decision, output?: unknown) => void;
};

function Ways({ step, busy, sent, onDecide }: WaysProps) {
  const [asking, setAsking] = useState<'output' | 'again'>();
  const id = useId();
  const first = useRef<HTMLButtonElement>(null);
  const key = keyOf(step);
  const choose = (decision: Decision) => {
    if (decision === 'done') setAsking('output');
    else if (decision === 'repeat') setAsking('again');
    else onDecide(decision);
  };
  if (asking === 'output')
    return (
      <WhatItGave
        busy={busy}
        onSay={(output) => onDecide('done', output)}
        onBack={() => {
          setAsking(undefined);
          requestAnimationFrame(() => first.current?.focus());
        }}
      />
    );
  return (
    <>
      <ul className={classes.ways}>
        {decisions.map(({ decision, label, follows }) => (
          <li key={decision}>
            <Button
              ref={decision === 'done' ? first : null}
              size="xs"
              variant="default"
              disabled={busy}
              aria-describedby={`${id}-${decision}`}
              onClick={() => choose(decision)}
            >
              {label}
            </Button>
            <span id={`${id}-${decision}`}>{follows}</span>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        opened={asking === 'again'}
        onClose={() => setAsking(undefined)}
        onConfirm={() => {
          setAsking(undefined);
          onDecide('repeat');
        }}
        title={`Send ${step.nodeName} again?`}
        verb="Send again"
        busy={busy}
      >
        {sent ? <code>{sent}</code> : 'The request'} goes out once more. Where the receiver took the first one
        and does not know keys, it then has it twice.
        {key && (
          <>
            {' '}
            The key stays <code className={classes.key}>{key}</code>.
          </>
        )}
      </ConfirmDialog>
    </>
  );
}

/** Asks for the output that later steps read. */
function WhatItGave({
  busy,
  onSay,
  onBack,
}: {
  busy: boolean;
  onSay: (output: unknown) => void;
  onBack: () => void;
}) {
  const [text, setText] = useState('');
  const output = readOutput(text);
  return (
    <form
      className={classes.output}
      onSubmit={(event) => {
        event.preventDefault();
        if (output.ok) onSay(output.value);
      }}
      onKeyDown={(event) => event.key === 'Escape' && onBack()}
    >
      <Textarea
        label="What it gave, as JSON (optional)"
        description="Later steps read this as the output of the step. Empty: no output."
        placeholder='{ "id": 1042 }'
        rows={4}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        autoFocus
        value={text}
        error={output.ok ? undefined : 'This is not JSON yet.'}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button type="submit" size="xs" loading={busy} disabled={!output.ok}>
          It happened, go on
        </Button>
        <Button variant="subtle" size="xs" onClick={onBack}>
          Back
        </Button>
      </div>
    </form>
  );
}
