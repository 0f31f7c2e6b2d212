import { Button, Menu } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { flowStatus } from '@sista/shared/flow/flow-api.schema';
import { useState } from 'react';
import { z } from 'zod';
import { useLive } from '../api/live-stream.ts';
import { usePages } from '../api/pages.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import { api, trpc } from '../api/trpc.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ChoiceFilter, FilterBar, SearchFilter, useFilters } from '../ui/Filters.tsx';
import {
  IconChevronDown,
  IconFileImport,
  IconHierarchy2,
  IconPlus,
  IconSearch,
  IconTemplate,
  IconWebhook,
} from '../ui/icons.ts';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { useOpenPage } from '../ui/PageLink.tsx';
import { Table } from '../ui/Table.tsx';
import { FlowListDoors, useNewFlow } from './FlowListDoors.tsx';
import { FlowListImport } from './FlowListImport.tsx';
import { FlowListRequest } from './FlowListRequest.tsx';
import { flowColumns } from './FlowListRow.tsx';

const filters = z.object({ q: z.string().max(200).optional(), state: flowStatus.optional() });
const states = [
  { value: 'draft', label: 'Draft' },
  { value: 'live', label: 'Live' },
  { value: 'paused', label: 'Paused' },
];

/** All flows: the start page. */
export function FlowListPage() {
  const { values, set, active, clear } = useFilters(filters);
  const pages = usePages(trpc.flow.list.queryKey(values), (after) =>
    api.flow.list.query({ ...values, ...(after ? { after } : {}) }),
  );
  const [dialog, setDialog] = useState<Dialog>();
  // Many runs may end within a second; one reading shows them all.
  const refresh = useDebouncedCallback(
    () => void queryClient.invalidateQueries(trpc.flow.list.pathFilter()),
    1_000,
  );
  useLive(['workspace'], (message) => {
    if (message.type === 'run' && message.mode === 'live') refresh();
  });
  const isFirst = active === 0 && pages.rows?.length === 0;
  return (
    <>
      <PageHeader
        title="Flows"
        description="Something comes in, steps and employees do their work, and somebody hears of it."
        actions={!isFirst && <NewFlow onDialog={setDialog} />}
      />
      <PageBody>
        {isFirst ? (
          <FlowListDoors onRequest={() => setDialog('request')} onImport={() => setDialog('import')} />
        ) : (
          <>
            <FilterBar active={active} onClear={clear}>
              <SearchFilter value={values.q} placeholder="Find a flow" onChange={(q) => set({ q })} />
              <ChoiceFilter
                label="State"
                value={values.state}
                options={states}
                onChange={(state) => set({ state: state as (typeof values)['state'] })}
              />
            </FilterBar>
            <Table
              label="Flows"
              columns={flowColumns}
              pages={pages}
              rowKey={(row) => row.id}
              rowTo={(row) => `/flows/${row.id}`}
              empty={
                <EmptyState
                  icon={IconSearch}
                  title="No flow fits"
                  action={
                    <Button variant="default" onClick={clear}>
                      Show all flows
                    </Button>
                  }
                >
                  Search looks at the names of flows. Choose another state, or clear the filters.
                </EmptyState>
              }
            />
          </>
        )}
      </PageBody>
      <FlowListImport opened={dialog === 'import'} onClose={() => setDialog(undefined)} />
      <FlowListRequest opened={dialog === 'request'} onClose={() => setDialog(undefined)} />
    </>
  );
}

type Dialog = 'import' | 'request' | undefined;

function NewFlow({ onDialog }: { onDialog: (dialog: Dialog) => void }) {
  const mayWrite = useRight('flow.write');
  const open = useOpenPage();
  const create = useNewFlow();
  if (!mayWrite) return null;
  return (
    <Menu width={260} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          leftSection={<IconPlus size={16} />}
          rightSection={<IconChevronDown size={14} />}
          loading={create.isPending}
        >
          New flow
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconTemplate size={16} />} onClick={() => open('/templates')}>
          From a template
        </Menu.Item>
        <Menu.Item leftSection={<IconHierarchy2 size={16} />} onClick={() => create.mutate({})}>
          Empty canvas
        </Menu.Item>
        <Menu.Item leftSection={<IconWebhook size={16} />} onClick={() => onDialog('request')}>
          Send me a request first
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconFileImport size={16} />} onClick={() => onDialog('import')}>
          Import JSON
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
