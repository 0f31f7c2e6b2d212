import type { FlowListItem } from '@sista/shared/flow/flow-api.schema';
import { nodeDefinitions } from '@sista/shared/nodes';
import { CatalogueIcon } from '../ui/catalogue-icons.tsx';
import { PageLink } from '../ui/PageLink.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { Mark, StatusBadge } from '../ui/StatusBadge.tsx';
import type { Column } from '../ui/Table.tsx';
import { FlowListMenu } from './FlowListMenu.tsx';
import classes from './FlowListPage.module.css';

export const flowColumns: readonly Column<FlowListItem>[] = [
  { key: 'name', header: 'Name', cell: (row) => <Name row={row} /> },
  {
    key: 'state',
    header: 'State',
    cell: ({ status, liveVersion }) => (
      <StatusBadge status={status}>{stateWords(status, liveVersion)}</StatusBadge>
    ),
  },
  { key: 'trigger', header: 'Starts with', from: 768, cell: (row) => <Trigger row={row} /> },
  { key: 'runs', header: 'Runs, 24 h', from: 480, width: '132px', cell: (row) => <Runs row={row} /> },
  { key: 'last', header: 'Last run', from: 768, cell: (row) => <LastRun row={row} /> },
  {
    key: 'updated',
    header: 'Changed',
    from: 1100,
    cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
  },
  { key: 'menu', header: 'Actions', width: '72px', align: 'end', cell: (row) => <FlowListMenu flow={row} /> },
];

const stateWords = (status: FlowListItem['status'], version: number | null) =>
  status === 'live' && version !== null ? `Live v${version}` : status === 'paused' ? 'Paused' : 'Draft';

function Name({ row }: { row: FlowListItem }) {
  return (
    <span className={classes.name}>
      {row.name}
      {row.issues > 0 && <Mark tone="bad">{row.issues === 1 ? '1 issue' : `${row.issues} issues`}</Mark>}
    </span>
  );
}

function Trigger({ row: { triggerType: type, nextRunAt } }: { row: FlowListItem }) {
  if (type === null) return <span className={classes.quiet}>Nothing yet</span>;
  const definition = nodeDefinitions[type];
  return (
    <span className={classes.trigger}>
      <CatalogueIcon name={definition?.icon ?? 'Circle'} size={16} />
      {definition?.title ?? type}
      {nextRunAt && (
        <span className={classes.quiet}>
          next <RelativeTime at={nextRunAt} />
        </span>
      )}
    </span>
  );
}

/** The count and, as a thin bar, the share of it that failed. */
function Runs({ row: { runs24h, failed24h } }: { row: FlowListItem }) {
  if (runs24h === 0) return <span className={classes.quiet}>None</span>;
  const share = `${Math.max(4, Math.round((failed24h / runs24h) * 100))}%`;
  return (
    <span className={classes.runs}>
      <span>
        {runs24h.toLocaleString('en')}
        {failed24h > 0 && <em>{failed24h.toLocaleString('en')} failed</em>}
      </span>
      <span className={classes.bar} aria-hidden>
        {failed24h > 0 && <span style={{ width: share }} />}
      </span>
    </span>
  );
}

function LastRun({ row: { lastRun } }: { row: FlowListItem }) {
  if (!lastRun) return <span className={classes.quiet}>Never</span>;
  return (
    <PageLink to={`/runs/${lastRun.id}`} className={classes.last}>
      <StatusBadge status={lastRun.status} plain />
      <RelativeTime at={lastRun.at} />
    </PageLink>
  );
}
