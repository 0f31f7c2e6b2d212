import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRight } from '../api/session.ts';
import type { RunAnswer } from '../api/shapes.ts';
import { trpc } from '../api/trpc.ts';
import { IconRepeat, IconShieldQuestion } from '../ui/icons.ts';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import classes from './DoubtBox.module.css';
import { putRun } from './put-run.ts';

/** Why a run was set aside, where it was then, and the way back. */
export function QuarantineBox({
  run,
  onStep,
}: {
  run: RunAnswer;
  onStep: (nodeId: string, path: string) => void;
}) {
  const allowed = useRight('run.start');
  const retry = useMutation({ ...trpc.run.retry.mutationOptions(), onSuccess: putRun });
  // The trigger has no row of its own; steps that never began do not count.
  const last = run.stepList.findLast(({ seq, startedAt }) => seq > 0 && startedAt !== null);
  return (
    <section className={classes.box} aria-label="Why the run was set aside">
      <header className={classes.head}>
        <IconShieldQuestion size={20} aria-hidden />
        <h3>This run was set aside</h3>
      </header>
      <p>
        {run.error?.message ??
          'The process died with this run again and again, so it was set aside. Retry it when the cause is gone.'}
      </p>
      {last ? (
        <p>
          It was last at{' '}
          <button type="button" className={classes.link} onClick={() => onStep(last.nodeId, last.path)}>
            {last.nodeName}
          </button>
          {last.path === '' ? '' : `, item ${Number(last.path) + 1}`}
          {last.startedAt && (
            <>
              , which began <RelativeTime at={last.startedAt} />
            </>
          )}
          .
        </p>
      ) : (
        <p>No step of it had begun.</p>
      )}
      <div>
        <Button
          size="xs"
          leftSection={<IconRepeat size={14} />}
          disabled={!allowed}
          loading={retry.isPending}
          onClick={() => retry.mutate({ id: run.id })}
        >
          Try again
        </Button>
      </div>
    </section>
  );
}
