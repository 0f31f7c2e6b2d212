import { isEnded } from '@sista/shared/run/run-status';
import type { ReactNode } from 'react';
import type { RunAnswer } from '../api/shapes.ts';
import { durationOf } from '../run-overlay/run-overlay.ts';
import { useNow } from '../run-overlay/ticking.ts';
import { durationWords } from '../ui/duration-words.ts';
import { PageLink } from '../ui/PageLink.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { Mark } from '../ui/StatusBadge.tsx';
import classes from './RunFacts.module.css';
import { modeWords, triggerWords, versionWords } from './run-words.ts';

/** The line below the title: which flow, what started it, when, how long. */
export function RunFacts({ run }: { run: RunAnswer }) {
  const now = useNow(!isEnded(run.status));
  const ms = run.durationMs ?? durationOf(run, now);
  return (
    <ul className={classes.facts}>
      <Fact>
        <PageLink to={`/flows/${run.flowId}`}>{run.flowName}</PageLink>, {versionWords(run)}
      </Fact>
      <Fact>
        {run.mode === 'live'
          ? triggerWords[run.trigger]
          : `${modeWords[run.mode]}, ${triggerWords[run.trigger]}`}
        {run.captureId && (
          <>
            {', '}
            <PageLink to={`/webhooks/received/${run.captureId}`}>the request</PageLink>
          </>
        )}
      </Fact>
      <Fact>
        Started <RelativeTime at={run.startedAt ?? run.createdAt} />
      </Fact>
      <Fact>
        {isEnded(run.status) ? 'Took' : 'For'} {durationWords(ms)}
      </Fact>
      {run.parentRunId && (
        <Fact>
          From <PageLink to={`/runs/${run.parentRunId}`}>an earlier run</PageLink>
        </Fact>
      )}
      {run.effects !== 'send' && <Fact>{effectWords[run.effects]}</Fact>}
      {run.sandbox && (
        <Fact>
          <Mark tone="odd">Sandbox, no AI</Mark>
        </Fact>
      )}
    </ul>
  );
}

const effectWords = {
  suppress: 'Sends were held back or went to the request inbox',
  reuse: 'Earlier effects were reused',
} as const;

const Fact = ({ children }: { children: ReactNode }) => <li>{children}</li>;
