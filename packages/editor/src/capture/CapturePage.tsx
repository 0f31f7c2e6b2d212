import type { CaptureDetail } from '@sista/shared/capture/capture.schema';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { trpc } from '../api/trpc.ts';
import { bytesWords } from '../ui/duration-words.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { HeaderList, headerRows } from '../ui/HeaderList.tsx';
import { KeyValues } from '../ui/KeyValues.tsx';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { PageLink } from '../ui/PageLink.tsx';
import { Panel } from '../ui/Panel.tsx';
import { PayloadView } from '../ui/PayloadView.tsx';
import { Progress } from '../ui/Progress.tsx';
import { exactWords, RelativeTime } from '../ui/RelativeTime.tsx';
import { lookOf, StatusBadge } from '../ui/StatusBadge.tsx';
import { CaptureActions } from './CaptureActions.tsx';
import classes from './CapturePage.module.css';
import { authWords, outcomeSentence, reasonWords } from './capture-words.ts';

const parents = [{ label: 'Received', to: '/webhooks/received' }];

/** One request as it came, what became of it and why. */
export function CapturePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data: capture, error, refetch } = useQuery(trpc.capture.get.queryOptions({ id }));
  if (!capture)
    return (
      <>
        <PageHeader title="Received request" parents={parents} />
        <PageBody>
          {error ? (
            <ErrorPanel error={error} onRetry={() => void refetch()} />
          ) : (
            <Progress label="Reading the request" />
          )}
        </PageBody>
      </>
    );
  return (
    <>
      <PageHeader
        title={capture.title ?? capture.eventType ?? `${capture.method} request`}
        parents={parents}
        badge={<StatusBadge status={capture.outcome} />}
        description={
          <>
            To <PageLink to={`/flows/${capture.flowId}`}>{capture.flowName}</PageLink>,{' '}
            <RelativeTime at={capture.receivedAt} />
          </>
        }
        actions={<CaptureActions capture={capture} />}
      />
      <PageBody>
        <div className={classes.columns}>
          <div className={classes.main}>
            <Outcome capture={capture} />
            <Body capture={capture} />
            <Panel title="Headers">
              <HeaderList headers={headerRows(capture.headers)} label="Headers of the request" />
            </Panel>
          </div>
          <div className={classes.side}>
            <Facts capture={capture} />
            <Replays capture={capture} />
          </div>
        </div>
      </PageBody>
    </>
  );
}

function Outcome({ capture }: { capture: CaptureDetail }) {
  const { tone, icon: Icon } = lookOf(capture.outcome);
  const reason = reasonWords(capture.reason);
  return (
    <section className={classes.outcome} data-tone={tone} aria-label="What became of it">
      <Icon size={20} aria-hidden />
      <div>
        <h2>{reason ?? outcomeSentence(capture.outcome, capture.source)}</h2>
        {reason && <p>{outcomeSentence(capture.outcome, capture.source)}</p>}
        {capture.explanation && <p className={classes.explanation}>{capture.explanation}</p>}
        <p className={classes.links}>
          {capture.runId && <PageLink to={`/runs/${capture.runId}`}>Open the run</PageLink>}
          {capture.duplicateOf && (
            <PageLink to={`/webhooks/received/${capture.duplicateOf}`}>Open the first request</PageLink>
          )}
        </p>
      </div>
    </section>
  );
}

function Body({ capture: { body, size } }: { capture: CaptureDetail }) {
  return (
    <Panel title="Body">
      {body ? (
        <PayloadView
          text={body.text}
          label="Body of the request"
          size={size}
          facts={[
            ...(body.encoding === 'base64' ? ['no text, shown as base64'] : []),
            ...(body.truncated ? ['only the head was kept'] : []),
          ]}
        />
      ) : (
        <p className={classes.none}>
          The body is no longer kept. What was known about the request still stands here.
        </p>
      )}
    </Panel>
  );
}

function Facts({ capture }: { capture: CaptureDetail }) {
  return (
    <Panel title="Request">
      <KeyValues
        entries={[
          ['Method', <code key="method">{capture.method}</code>],
          ['Query', capture.query === '' ? 'none' : <code key="query">{capture.query}</code>],
          ['Content type', capture.contentType ?? 'not given'],
          ['Size', bytesWords(capture.size)],
          ['From', capture.remote ?? 'unknown'],
          ['Received', exactWords(capture.receivedAt)],
          ['Source', capture.source],
          ['Event', capture.eventType ?? undefined],
          ['Id at the sender', capture.externalId ?? undefined],
          ['Proof', authWords(capture.auth)],
          ['Id', <code key="id">{capture.id}</code>],
        ]}
      />
    </Panel>
  );
}

function Replays({ capture: { replays } }: { capture: CaptureDetail }) {
  if (replays.length === 0) return null;
  return (
    <Panel title="Replays">
      <ul className={classes.replays}>
        {replays.map(({ runId, by, at }) => (
          <li key={runId}>
            <PageLink to={`/runs/${runId}`}>Run</PageLink> by {by}, <RelativeTime at={at} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
