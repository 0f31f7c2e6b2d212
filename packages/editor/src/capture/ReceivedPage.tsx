import type { CaptureSummary } from '@sista/shared/capture/capture.schema';
import { captureOutcomeName } from '@sista/shared/capture/capture.schema';
import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { usePages } from '../api/pages.ts';
import { api, trpc } from '../api/trpc.ts';
import { FlowFilter } from '../run/FlowFilter.tsx';
import { NothingFits } from '../run/NoRuns.tsx';
import { startOfDay } from '../run/run-filters.ts';
import { Curl } from '../ui/Curl.tsx';
import { DayFilter } from '../ui/DayFilter.tsx';
import { bytesWords } from '../ui/duration-words.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ChoiceFilter, FilterBar, SearchFilter, useFilters } from '../ui/Filters.tsx';
import { IconWebhook } from '../ui/icons.ts';
import { LiveRows } from '../ui/LiveRows.tsx';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { lookOf, StatusBadge } from '../ui/StatusBadge.tsx';
import { type Column, Table } from '../ui/Table.tsx';
import { reasonWords } from './capture-words.ts';
import classes from './ReceivedPage.module.css';

const filters = z.object({
  q: z.string().max(200).optional(),
  flow: z.string().max(60).optional(),
  outcome: captureOutcomeName.optional(),
  since: z.iso.date().optional(),
});

const columns: readonly Column<CaptureSummary>[] = [
  { key: 'outcome', header: 'Outcome', width: '124px', cell: (row) => <StatusBadge status={row.outcome} /> },
  { key: 'what', header: 'Request', cell: (row) => <Request row={row} /> },
  { key: 'reason', header: 'Why', from: 768, cell: (row) => <Why row={row} /> },
  { key: 'source', header: 'Source', from: 1100, cell: (row) => row.source },
  { key: 'size', header: 'Size', align: 'end', from: 1100, cell: (row) => bytesWords(row.size) },
  { key: 'at', header: 'Received', cell: (row) => <RelativeTime at={row.receivedAt} /> },
];

/** Every request that came to the flows, whether it started a run or not. */
export function ReceivedPage() {
  const { values, set, active, clear } = useFilters(filters);
  const { q, flow, outcome, since } = values;
  const query = {
    ...(q === undefined ? {} : { q }),
    ...(flow === undefined ? {} : { flowId: flow }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(since === undefined ? {} : { since: startOfDay(since) }),
  };
  const pages = usePages(trpc.capture.list.queryKey(query), (after) =>
    api.capture.list.query({ ...query, ...(after === undefined ? {} : { after }) }),
  );
  return (
    <>
      <PageHeader
        title="Received"
        description="Every request that came to a flow, as it came: what started a run, and what was refused and why."
      />
      <PageBody>
        <FilterBar active={active} onClear={clear}>
          <SearchFilter
            value={q}
            placeholder="Search title, id or event"
            onChange={(text) => set({ q: text })}
          />
          <FlowFilter value={flow} onChange={(next) => set({ flow: next })} />
          <ChoiceFilter
            label="Outcome"
            value={outcome}
            options={captureOutcomeName.options.map((value) => ({ value, label: lookOf(value).words }))}
            onChange={(next) => set({ outcome: next as typeof outcome })}
          />
          <DayFilter label="From" value={since} onChange={(day) => set({ since: day })} />
        </FilterBar>
        <LiveRows
          pages={pages}
          rowKey={(row) => row.id}
          query={trpc.capture.list.pathFilter()}
          isAbout={(message) => message.type === 'capture'}
        >
          {(shown) => (
            <Table
              label="Received requests"
              columns={columns}
              pages={shown}
              rowKey={(row) => row.id}
              rowTo={(row) => `/webhooks/received/${row.id}`}
              empty={active > 0 ? <NothingFits what="request" onClear={clear} /> : <NothingReceived />}
            />
          )}
        </LiveRows>
      </PageBody>
    </>
  );
}

function Request({ row }: { row: CaptureSummary }) {
  return (
    <div className={classes.request}>
      <span className={classes.title}>{row.title ?? row.eventType ?? `${row.method} request`}</span>
      <span className={classes.flow}>
        {row.flowName}
        {row.title && row.eventType ? ` · ${row.eventType}` : ''}
      </span>
    </div>
  );
}

function Why({ row }: { row: CaptureSummary }) {
  const words = reasonWords(row.reason);
  return (
    <span
      className={classes.why}
      data-bad={row.outcome === 'refused' || undefined}
      title={row.explanation ?? ''}
    >
      {words ?? '–'}
    </span>
  );
}

function NothingReceived() {
  const flows = useQuery(trpc.flow.list.queryOptions({ limit: 1 }));
  const newest = flows.data?.data[0];
  const state = useQuery({
    ...trpc.flow.triggerState.queryOptions({ id: newest?.id ?? '' }),
    enabled: newest !== undefined,
  });
  const address = state.data?.ingressUrl;
  return (
    <EmptyState
      icon={IconWebhook}
      title="Nothing has come in yet"
      {...(address
        ? { more: <Curl url={address} body={{ test: true }} label={`Send ${newest?.name} a request`} /> }
        : {})}
    >
      A flow that starts with a webhook, order, build, ticket or lead has an address of its own. Enter it at
      the sender: each request will stand here, also those that were refused, with the reason in words.
    </EmptyState>
  );
}
