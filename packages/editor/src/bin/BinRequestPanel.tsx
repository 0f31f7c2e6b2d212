import { Tabs } from '@mantine/core';
import type { BinRequest } from '@sista/shared/bin/bin.schema';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { trpc } from '../api/trpc.ts';
import { bytesWords } from '../ui/duration-words.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { HeaderList, headerRows } from '../ui/HeaderList.tsx';
import { IconCircleX, IconInfoCircle, IconShieldCheck } from '../ui/icons.ts';
import { KeyValues } from '../ui/KeyValues.tsx';
import { PayloadView } from '../ui/PayloadView.tsx';
import { Skeleton } from '../ui/Progress.tsx';
import { exactWords } from '../ui/RelativeTime.tsx';
import classes from './BinRequestPanel.module.css';
import { SentBy } from './SentBy.tsx';
import { familyName } from './signature-words.ts';

/** One request to the bin: who sent it, what its signatures say, body and headers. */
export function BinRequestPanel({
  binId,
  requestId,
  wanted,
}: {
  binId: string;
  requestId: string;
  /** Somebody chose it; it is then brought into view. */
  wanted: boolean;
}) {
  const panel = useRef<HTMLElement>(null);
  const {
    data: request,
    error,
    refetch,
  } = useQuery({
    ...trpc.bin.request.queryOptions({ binId, requestId }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [tab, setTab] = useState<string | null>('body');
  const isThere = request !== undefined;
  useEffect(() => {
    if (wanted && isThere) panel.current?.scrollIntoView({ block: 'nearest' });
  }, [wanted, isThere]);
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (!request) return <Skeleton lines={8} label="Reading the request" />;
  return (
    <section ref={panel} className={classes.panel} aria-label={`${request.method} request`}>
      <Signatures request={request} />
      <SentBy headers={request.headers} />
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="body">Body</Tabs.Tab>
          <Tabs.Tab value="headers">Headers</Tabs.Tab>
          <Tabs.Tab value="request">Request</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="body" className={classes.content ?? ''}>
          <Body request={request} />
        </Tabs.Panel>
        <Tabs.Panel value="headers" className={classes.content ?? ''}>
          <HeaderList headers={headerRows(request.headers)} label="Headers of the request" />
        </Tabs.Panel>
        <Tabs.Panel value="request" className={classes.content ?? ''}>
          <Facts request={request} />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

function Signatures({ request: { checks } }: { request: BinRequest }) {
  if (checks.length === 0)
    return (
      <p className={classes.check} data-tone="neutral">
        <IconInfoCircle size={17} aria-hidden />
        <span>It is not signed: it carries none of the three kinds of signature that are checked here.</span>
      </p>
    );
  return (
    <ul className={classes.checks}>
      {checks.map((check) => (
        <li key={check.family} className={classes.check} data-tone={check.ok ? 'good' : 'bad'}>
          {check.ok ? <IconShieldCheck size={17} aria-hidden /> : <IconCircleX size={17} aria-hidden />}
          <span>
            <strong>{familyName(check)}:</strong> {check.ok ? 'signature valid' : 'signature invalid'}
            {check.secret && `, made with ${check.secret}`}
            {check.message && `. ${check.message}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Body({ request: { body, bodyBase64, size } }: { request: BinRequest }) {
  if (body !== null) return <PayloadView text={body} label="Body of the request" size={size} />;
  return (
    <PayloadView
      text={bodyBase64 ?? ''}
      label="Body of the request"
      size={size}
      facts={['no text, shown as base64']}
    />
  );
}

function Facts({ request }: { request: BinRequest }) {
  return (
    <KeyValues
      entries={[
        ['Method', <code key="method">{request.method}</code>],
        ['Path', <code key="path">{request.path === '' ? '/' : request.path}</code>],
        ['Query', request.query === '' ? 'none' : <code key="query">{request.query}</code>],
        ['Size', bytesWords(request.size)],
        ['From', request.remote ?? 'unknown'],
        ['Received', exactWords(request.receivedAt)],
        ['Answered', request.answer],
      ]}
    />
  );
}
