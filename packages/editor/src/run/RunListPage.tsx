import type { RunSummary } from '@sista/shared/run/run.schema';
import { usePages } from '../api/pages.ts';
import { api, trpc } from '../api/trpc.ts';
import { listWaitWords } from '../run-overlay/wait-words.ts';
import { DayRangeFilter } from '../ui/DayFilter.tsx';
import { durationWords } from '../ui/duration-words.ts';
import { ChoiceFilter, FilterBar, SearchFilter, useFilters } from '../ui/Filters.tsx';
import { LiveRows } from '../ui/LiveRows.tsx';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { lookOf, Mark, StatusBadge } from '../ui/StatusBadge.tsx';
import { type Column, Table } from '../ui/Table.tsx';
import { FlowFilter } from './FlowFilter.tsx';
import { NoRuns } from './NoRuns.tsx';
import classes from './RunListPage.module.css';
import { type RunFilters, runFilters, runQuery } from './run-filters.ts';
import { modeWords, triggerWords, versionWords } from './run-words.ts';

const columns: readonly Column<RunSummary>[] = [
  { key: 'status', header: 'Status', width: '148px', cell: (run) => <State run={run} /> },
  { key: 'title', header: 'What ran', cell: (run) => <Title run={run} /> },
  {
    key: 'trigger',
    header: 'Trigger',
    from: 1100,
    cell: (run) => <span className={classes.short}>{triggerWords[run.trigger]}</span>,
  },
  {
    key: 'started',
    header: 'Started',
    cell: (run) => (
      <span className={classes.short}>
        <RelativeTime at={run.startedAt ?? run.createdAt} />
      </span>
    ),
  },
  {
    key: 'duration',
    header: 'Duration',
    align: 'end',
    from: 480,
    cell: (run) => durationWords(run.durationMs),
  },
  { key: 'steps', header: 'Steps', align: 'end', from: 768, cell: (run) => run.steps },
  { key: 'error', header: 'First error', from: 768, cell: (run) => <FirstError run={run} /> },
];

/** Every run of the workspace, newest first. */
export function RunListPage() {
  const { values, set, active, clear } = useFilters(runFilters);
  const query = runQuery(values);
  const pages = usePages(trpc.run.list.queryKey(query), (after) =>
    api.run.list.query({ ...query, ...(after === undefined ? {} : { after }) }),
  );
  return (
    <>
      <PageHeader title="Runs" description="What happened, in every flow. New runs join as they start." />
      <PageBody>
        <FilterBar active={active} onClear={clear}>
          <SearchFilter value={values.q} placeholder="Search title or id" onChange={(q) => set({ q })} />
          <FlowFilter value={values.flow} onChange={(flow) => set({ flow })} />
          <StateFilters values={values} set={set} />
          <DayRangeFilter since={values.since} until={values.until} onChange={set} />
        </FilterBar>
        <LiveRows
          pages={pages}
          rowKey={(run) => run.id}
          query={trpc.run.list.pathFilter()}
          isAbout={(message) => message.type === 'run'}
        >
          {(shown) => (
            <Table
              label="Runs"
              columns={columns}
              pages={shown}
              rowKey={(run) => run.id}
              rowTo={(run) => `/runs/${run.id}`}
              empty={<NoRuns filtered={active > 0} onClear={clear} />}
            />
          )}
        </LiveRows>
      </PageBody>
    </>
  );
}

function StateFilters({ values, set }: { values: RunFilters; set: (change: Partial<RunFilters>) => void }) {
  return (
    <>
      <ChoiceFilter
        label="Status"
        value={values.status}
        options={runFilters.shape.status
          .unwrap()
          .options.map((value) => ({ value, label: lookOf(value).words }))}
        onChange={(status) => set({ status: status as RunFilters['status'] })}
      />
      <ChoiceFilter
        label="Trigger"
        value={values.trigger}
        options={Object.entries(triggerWords).map(([value, label]) => ({ value, label }))}
        onChange={(trigger) => set({ trigger: trigger as RunFilters['trigger'] })}
      />
      <ChoiceFilter
        label="Kind"
        value={values.mode}
        options={Object.entries(modeWords).map(([value, label]) => ({ value, label }))}
        onChange={(mode) => set({ mode: mode as RunFilters['mode'] })}
      />
    </>
  );
}

/** Where a run waits, for what: that tells whether anybody has to do something. */
function State({ run: { status, waitingFor } }: { run: RunSummary }) {
  if (waitingFor === 'in_doubt')
    return (
      <>
        <StatusBadge status="in_doubt" />
        <div className={classes.wait}>{listWaitWords.in_doubt}</div>
      </>
    );
  return (
    <>
      <StatusBadge status={status} />
      {waitingFor && <div className={classes.wait}>{listWaitWords[waitingFor]}</div>}
    </>
  );
}

function Title({ run }: { run: RunSummary }) {
  return (
    <div className={classes.title}>
      <div className={classes.name}>{run.title ?? run.flowName}</div>
      <div className={classes.second}>
        <span>
          {run.title === null ? '' : `${run.flowName} · `}
          {versionWords(run)}
          {run.mode === 'live' ? '' : ` · ${modeWords[run.mode]}`}
        </span>
        {run.sandbox && <Mark tone="odd">Sandbox, no AI</Mark>}
      </div>
    </div>
  );
}

function FirstError({ run }: { run: RunSummary }) {
  if (!run.error) return <span className={classes.none}>–</span>;
  const { nodeName, message } = run.error;
  return (
    <span className={classes.error} title={message}>
      {nodeName ? `${nodeName}: ${message}` : message}
    </span>
  );
}
