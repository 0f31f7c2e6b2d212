import type { DeliverySummary } from '@sista/shared/delivery/delivery.schema';
import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { usePages } from '../api/pages.ts';
import { api, trpc } from '../api/trpc.ts';
import { NothingFits } from '../run/NoRuns.tsx';
import { startOfDay } from '../run/run-filters.ts';
import { DayFilter } from '../ui/DayFilter.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ChoiceFilter, FilterBar, SearchFilter, useFilters } from '../ui/Filters.tsx';
import { IconSend } from '../ui/icons.ts';
import { LiveRows } from '../ui/LiveRows.tsx';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { PageLink } from '../ui/PageLink.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { lookOf, Mark, StatusBadge } from '../ui/StatusBadge.tsx';
import { type Column, Table } from '../ui/Table.tsx';
import classes from './DeliveryListPage.module.css';

const statuses = Object.keys(deliveryStatuses) as [DeliverySummary['status'], ...DeliverySummary['status'][]];
const filters = z.object({
  status: z.enum(statuses).optional(),
  eventType: z.string().max(100).optional(),
  since: z.iso.date().optional(),
});

const columns: readonly Column<DeliverySummary>[] = [
  { key: 'status', header: 'Status', width: '124px', cell: (row) => <StatusBadge status={row.status} /> },
  { key: 'event', header: 'Event', cell: (row) => <Event row={row} /> },
  {
    key: 'target',
    header: 'To',
    from: 768,
    cell: (row) => <code className={classes.target}>{row.target}</code>,
  },
  { key: 'attempts', header: 'Attempts', align: 'end', from: 768, cell: (row) => row.attemptCount },
  { key: 'answer', header: 'Last answer', align: 'end', from: 480, cell: (row) => row.httpStatus ?? '–' },
  { key: 'next', header: 'Next attempt', from: 1100, cell: (row) => <RelativeTime at={row.nextAt} /> },
  { key: 'age', header: 'Created', cell: (row) => <RelativeTime at={row.createdAt} /> },
];

/** Everything that flows told the outside by webhook. */
export function DeliveryListPage() {
  const { values, set, active, clear } = useFilters(filters);
  const { status, eventType, since } = values;
  const query = {
    ...(status === undefined ? {} : { status }),
    ...(eventType === undefined ? {} : { eventType }),
    ...(since === undefined ? {} : { since: startOfDay(since) }),
  };
  const pages = usePages(trpc.delivery.list.queryKey(query), (after) =>
    api.delivery.list.query({ ...query, ...(after === undefined ? {} : { after }) }),
  );
  return (
    <>
      <PageHeader
        title="Deliveries"
        description="Every webhook that flows send: signed, and tried again for 24 hours until the receiver has it."
      />
      <PageBody>
        <FilterBar active={active} onClear={clear}>
          <ChoiceFilter
            label="Status"
            value={status}
            options={statuses.map((value) => ({ value, label: lookOf(value).words }))}
            onChange={(next) => set({ status: next as typeof status })}
          />
          <EventTypeFilter value={eventType} onChange={(next) => set({ eventType: next })} />
          <DayFilter label="From" value={since} onChange={(day) => set({ since: day })} />
        </FilterBar>
        <LiveRows
          pages={pages}
          rowKey={(row) => row.id}
          query={trpc.delivery.list.pathFilter()}
          isAbout={(message) => message.type === 'delivery'}
        >
          {(shown) => (
            <Table
              label="Deliveries"
              columns={columns}
              pages={shown}
              rowKey={(row) => row.id}
              rowTo={(row) => `/webhooks/deliveries/${row.id}`}
              empty={active > 0 ? <NothingFits what="delivery" onClear={clear} /> : <NothingSent />}
            />
          )}
        </LiveRows>
      </PageBody>
    </>
  );
}

/** Types can be a flow's own, so any text is taken; those of the product are offered while typing. */
function EventTypeFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (type: string | undefined) => void;
}) {
  const known = useQuery({ ...trpc.eventType.list.queryOptions({}), staleTime: 600_000 });
  const isKnown = value === undefined || known.data?.data.some(({ type }) => type === value);
  return (
    <>
      <SearchFilter value={value} placeholder="Event type" onChange={onChange} />
      {!isKnown && known.data && !value?.startsWith('custom.') && (
        <span className={classes.hint}>Types of steps start with custom.</span>
      )}
    </>
  );
}

function Event({ row }: { row: DeliverySummary }) {
  return (
    <div className={classes.event}>
      <span className={classes.type}>{row.eventType}</span>
      {row.replayOf && <Mark>Replay</Mark>}
    </div>
  );
}

function NothingSent() {
  return (
    <EmptyState icon={IconSend} title="Nothing was sent yet">
      The steps <strong>Send a webhook</strong> and <strong>Raise an event</strong> hand their messages over
      here. Each is signed, sent, and tried again for 24 hours. Without a receiver of your own, send to the{' '}
      <PageLink to="/webhooks/request-inbox">request inbox</PageLink>.
    </EmptyState>
  );
}
