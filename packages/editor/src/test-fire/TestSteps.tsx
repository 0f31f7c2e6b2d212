import { Button } from '@mantine/core';
import type { FlowDocument, FlowNode } from '@sista/shared/flow/flow.schema';
import { topologicalOrder } from '@sista/shared/flow/flow-graph';
import { nodeDefinitions } from '@sista/shared/nodes';
import { isEnded } from '@sista/shared/run/run-status';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { announce, sentences } from '../announce.ts';
import type { StepAnswer } from '../api/shapes.ts';
import { trpc } from '../api/trpc.ts';
import {
  durationOf,
  type RunOverlay,
  type RunOverlayStore,
  type StepLook,
  stateOf,
} from '../run-overlay/run-overlay.ts';
import { useNow } from '../run-overlay/ticking.ts';
import { progressWords, waitWords } from '../run-overlay/wait-words.ts';
import { CatalogueIcon } from '../ui/catalogue-icons.tsx';
import { durationWords } from '../ui/duration-words.ts';
import { PageLink } from '../ui/PageLink.tsx';
import { lookOf, Mark, StatusBadge } from '../ui/StatusBadge.tsx';
import classes from './TestPanel.module.css';

export type TestStepsProps = {
  overlay: RunOverlayStore;
  document: FlowDocument;
  onStep: (nodeId: string) => void;
  onField: (nodeId: string, path: string) => void;
};

/** The run of the test as a list: a row per step in the order of the flow, while it goes on and afterwards. */
export function TestSteps({ overlay, document, onStep, onField }: TestStepsProps) {
  const run = useStore(overlay);
  const now = useNow(!isEnded(run.status));
  useSpokenProgress(run, document);
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const order = topologicalOrder(document).filter((id) => run.steps.has(id));
  return (
    <>
      <div className={classes.summary}>
        <StatusBadge status={run.status} />
        <span>{durationWords(durationOf(run, now))}</span>
        <span>
          {run.steps.size} {run.steps.size === 1 ? 'step' : 'steps'}
        </span>
        {run.detail?.error && <span className={classes.bad}>{run.detail.error.message}</span>}
        {!isEnded(run.status) && <StopButton runId={run.runId} />}
        <PageLink to={`/runs/${run.runId}`}>Open the run</PageLink>
      </div>
      <ol className={classes.steps}>
        {order.map((id) => {
          const node = nodes.get(id);
          const look = run.steps.get(id);
          const detail = run.detail?.stepList.findLast((step) => step.nodeId === id);
          return node && look ? (
            <StepRow
              key={id}
              node={node}
              look={look}
              detail={detail}
              now={now}
              onStep={onStep}
              onField={onField}
            />
          ) : null;
        })}
      </ol>
    </>
  );
}

function StopButton({ runId }: { runId: string }) {
  const cancel = useMutation(trpc.run.cancel.mutationOptions());
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={cancel.isPending}
      onClick={() => cancel.mutate({ id: runId })}
    >
      Stop
    </Button>
  );
}

type StepRowProps = Pick<TestStepsProps, 'onStep' | 'onField'> & {
  node: FlowNode;
  look: StepLook;
  detail: StepAnswer | undefined;
  now: number;
};

function StepRow({ node, look, detail, now, onStep, onField }: StepRowProps) {
  const path = detail?.error?.path;
  return (
    <li className={classes.step}>
      <button type="button" className={classes.stepButton} onClick={() => onStep(node.id)}>
        <CatalogueIcon name={nodeDefinitions[node.type]?.icon ?? 'Circle'} size={16} />
        <span className={classes.stepName}>{node.name}</span>
        {look.sandbox && <Mark tone="odd">Sandbox, no AI</Mark>}
        {look.loop && <Mark>{progressWords(look.loop)}</Mark>}
        <StatusBadge status={stateOf(look)} plain />
        <span className={classes.time}>{durationWords(durationOf(look, now))}</span>
      </button>
      {look.status === 'waiting' && look.waitingFor !== 'items' && (
        <p className={classes.note}>{capital(waitWords(look, now))}</p>
      )}
      {look.error && look.status !== 'waiting' && (
        <p className={classes.bad}>
          {look.error.message}{' '}
          {path && (
            <button type="button" className={classes.link} onClick={() => onField(node.id, path)}>
              Go to the field
            </button>
          )}
        </p>
      )}
      <SentTo detail={detail} />
    </li>
  );
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** Where the sends of the test went: held back, or to the request inbox, where they can be looked at. */
function SentTo({ detail }: { detail: StepAnswer | undefined }) {
  if (!detail) return null;
  if (wasRedirected(detail.output) || wasRedirected(detail.meta))
    return (
      <p className={classes.note}>
        Held back: went to the <PageLink to="/webhooks/request-inbox">request inbox</PageLink> instead.
      </p>
    );
  return detail.effect === 'suppressed' ? <p className={classes.note}>Held back: nothing was sent.</p> : null;
}

function wasRedirected(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'redirected' in value && value.redirected === true;
}

const speakEveryMs = 2_000;

/** Tells the progress at most once in two seconds, and the end. */
function useSpokenProgress(run: RunOverlay, document: FlowDocument): void {
  const spoken = useRef({ at: 0, ended: false });
  const done = [...run.steps.values()].filter((step) => step.endedAt !== null).length;
  const total = document.nodes.length;
  useEffect(() => {
    const ended = isEnded(run.status);
    if (ended && !spoken.current.ended) {
      spoken.current.ended = true;
      announce(
        sentences.testFinished(
          lookOf(run.status).words.toLowerCase(),
          durationWords(durationOf(run, Date.now())),
          done,
        ),
      );
      return;
    }
    if (ended || done === 0 || Date.now() - spoken.current.at < speakEveryMs) return;
    spoken.current.at = Date.now();
    announce(sentences.testProgress(done, total));
  }, [run, done, total]);
}
