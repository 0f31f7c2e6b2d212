import { Button, Select } from '@mantine/core';
import type { Bin } from '@sista/shared/bin/bin.schema';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useLive } from '../api/live-stream.ts';
import { usePages } from '../api/pages.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import { api, trpc } from '../api/trpc.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { IconMailbox, IconPlus } from '../ui/icons.ts';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { Progress } from '../ui/Progress.tsx';
import { BinHead } from './BinHead.tsx';
import { BinRequestPanel } from './BinRequestPanel.tsx';
import { BinRequestRows } from './BinRequestRows.tsx';
import { NewBinDialog } from './NewBinDialog.tsx';
import classes from './RequestInboxPage.module.css';

/** A receiver of one's own: whatever comes to its address stands here, with its signatures checked. */
export function RequestInboxPage() {
  const bins = useQuery(trpc.bin.list.queryOptions());
  const { bin: binId, request, choose } = useBinSelection();
  const list = bins.data?.data ?? [];
  const bin = list.find((each) => each.id === binId) ?? list[0];
  return (
    <>
      <PageHeader
        title="Request inbox"
        description="A receiver of your own for trying things out. Tests send here instead of outside."
        actions={<BinPicker bins={list} bin={bin} onChange={(id) => choose({ bin: id })} />}
      />
      <PageBody>
        {bins.error && !bins.data && <ErrorPanel error={bins.error} onRetry={() => void bins.refetch()} />}
        {bins.isPending && <Progress label="Reading the request inbox" />}
        {bin && (
          <Requests
            key={bin.id}
            bin={bin}
            request={request}
            onChoose={(id) => choose({ bin: binId, request: id })}
          />
        )}
      </PageBody>
    </>
  );
}

/** Which bin and which of its requests are looked at, in the address. */
function useBinSelection() {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const { bin, request } = search as { bin?: string; request?: string };
  const choose = (next: { bin?: string | undefined; request?: string | undefined }) =>
    void navigate({ to: pathname as string, search: next as never, replace: true });
  return { bin, request, choose };
}

function BinPicker({
  bins,
  bin,
  onChange,
}: {
  bins: readonly Bin[];
  bin: Bin | undefined;
  onChange: (id: string) => void;
}) {
  const [adding, setAdding] = useState(false);
  const mayWrite = useRight('bin.write');
  return (
    <>
      {bins.length > 1 && (
        <Select
          size="xs"
          aria-label="Request inbox"
          data={bins.map(({ id, name }) => ({ value: id, label: name }))}
          value={bin?.id ?? null}
          allowDeselect={false}
          comboboxProps={{ shadow: 'md' }}
          onChange={(id) => id && onChange(id)}
        />
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} />}
        disabled={!mayWrite}
        onClick={() => setAdding(true)}
      >
        New address
      </Button>
      <NewBinDialog opened={adding} onClose={() => setAdding(false)} onCreated={onChange} />
    </>
  );
}

function Requests({
  bin,
  request,
  onChoose,
}: {
  bin: Bin;
  request: string | undefined;
  onChoose: (id: string) => void;
}) {
  const pages = usePages(trpc.bin.requests.queryKey({ binId: bin.id }), (after) =>
    api.bin.requests.query({ binId: bin.id, ...(after === undefined ? {} : { after }) }),
  );
  useLive([`bin:${bin.id}`], () => void queryClient.invalidateQueries(trpc.bin.requests.pathFilter()));
  const chosen = request ?? pages.rows?.[0]?.id;
  return (
    <div className={classes.inbox}>
      <BinHead bin={bin} />
      {pages.error && !pages.rows ? (
        <ErrorPanel error={pages.error} onRetry={pages.refetch} />
      ) : pages.rows?.length === 0 ? (
        <EmptyState icon={IconMailbox} title="Point any webhook here">
          Copy the address above into a flow, a shop or a repository, or run the curl line. Each request
          appears here at once: as it came, and with its signature checked against the secrets of this
          workspace.
        </EmptyState>
      ) : (
        <div className={classes.columns} data-chosen={request !== undefined || undefined}>
          <BinRequestRows pages={pages} chosen={chosen} onChoose={onChoose} />
          {chosen && (
            <BinRequestPanel key={chosen} binId={bin.id} requestId={chosen} wanted={request !== undefined} />
          )}
        </div>
      )}
    </div>
  );
}
