// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import type { DataSource } from '@sista/shared/data-source/data-source.schema';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { type Answers, answerCalls, Refused } from './answer-calls.testing.ts';
import { DataSourceForm } from './DataSourceForm.tsx';
import { DataSourceList } from './DataSourceList.tsx';

const shop: DataSource = {
  id: 'dsr_01h455vb4pex5vsknk084sn02q',
  name: 'Shop',
  kind: 'sqlite',
  file: 'shop.sqlite',
  bytes: 24_576,
  createdAt: '2026-11-23T09:00:00.000Z',
};
const tables = [
  { name: 'stock', kind: 'table' as const, columns: [{ name: 'sku', type: 'text' }], rows: 1_204 },
];
const found = { folder: 'data-sources/ws_1', files: [{ name: 'shop.sqlite', bytes: 24_576 }] };

beforeAll(() => {
  // jsdom draws nothing, so it has no media queries and no sizes.
  window.matchMedia = (query) =>
    ({
      matches: false,
      media: query,
      addEventListener() {},
      removeEventListener() {},
    }) as unknown as MediaQueryList;
  window.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  Element.prototype.scrollIntoView = () => {};
});
beforeEach(() => {
  queryClient.clear();
  signIn('editor');
});
afterEach(cleanup);

function signIn(role: string): void {
  queryClient.setQueryData(trpc.session.me.queryKey(), { role } as never, { updatedAt: Date.now() + 60_000 });
}

function draw(content: ReactNode, answers: Answers) {
  const calls = answerCalls({ 'dataSource.list': () => ({ data: [shop], next: null }), ...answers });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={queryClient}>{content}</QueryClientProvider>
    </MantineProvider>,
  );
  return calls;
}

describe('the list of data sources', () => {
  it('shows what a check found as a table', async () => {
    const message = 'It can be read: 1 table, 1,204 rows.';
    draw(<DataSourceList />, { 'dataSource.check': () => ({ ok: true, message, tables }) });
    const panel = await screen.findByRole('region', { name: 'Shop' });
    await userEvent.click(within(panel).getByRole('button', { name: 'Check' }));
    expect(await within(panel).findByText(message)).toBeTruthy();
    const row = within(panel).getByRole('row', { name: /stock/ });
    expect(within(row).getByText('1,204')).toBeTruthy();
    expect(within(row).getByText('sku')).toBeTruthy();
  });

  it('says what a check could not read, without a table', async () => {
    const message = 'There is no file shop.sqlite.';
    draw(<DataSourceList />, { 'dataSource.check': () => ({ ok: false, message, tables: [] }) });
    const panel = await screen.findByRole('region', { name: 'Shop' });
    await userEvent.click(within(panel).getByRole('button', { name: 'Check' }));
    expect((await within(panel).findByRole('alert')).textContent).toContain(message);
    expect(within(panel).queryByRole('table')).toBeNull();
  });

  it('keeps a data source that is used, and says by what', async () => {
    draw(<DataSourceList />, {
      'dataSource.delete': () => {
        throw new Refused('conflict', 'Shop is used by the flow "Orders".');
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete the data source' }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('Orders');
  });

  it('lets a viewer look at the demo shop and change nothing', async () => {
    signIn('viewer');
    draw(<DataSourceList />, { 'dataSource.tables': () => ({ tables }) });
    await userEvent.click(await screen.findByRole('button', { name: 'Show its tables' }));
    expect(await screen.findByRole('row', { name: /stock/ })).toBeTruthy();
    for (const name of ['Check', 'Change', 'Delete'])
      expect(screen.queryByRole('button', { name })).toBeNull();
  });
});

describe('the form of a new data source', () => {
  const form = (answers: Answers) => {
    const created: DataSource[] = [];
    const calls = draw(<DataSourceForm onClose={() => {}} onCreated={(source) => created.push(source)} />, {
      'dataSource.files': () => found,
      'dataSource.create': () => shop,
      ...answers,
    });
    return { created, ...calls };
  };
  const send = () => userEvent.click(screen.getByRole('button', { name: 'Add the data source' }));
  const choose = (content: string) => {
    const input = document.querySelector<HTMLInputElement>('input[type="file"]');
    return userEvent.upload(input as HTMLInputElement, new File([content], 'local.sqlite'));
  };

  it('asks for a file before it sends anything', async () => {
    const { asked } = form({});
    await userEvent.type(screen.getByLabelText(/^Name/), 'Shop');
    await send();
    expect(await screen.findByText('Choose a file.')).toBeTruthy();
    expect(asked.map(({ name }) => name)).not.toContain('dataSource.create');
  });

  it('adds a file of the server by its name', async () => {
    const { asked, created } = form({});
    await userEvent.type(screen.getByLabelText(/^Name/), 'Shop');
    await userEvent.click(screen.getByRole('combobox', { name: 'Or a file of the server' }));
    await userEvent.click(await screen.findByRole('option', { name: 'shop.sqlite (25 kB)' }));
    await send();
    await expect.poll(() => created).toEqual([shop]);
    const { input } = asked.find(({ name }) => name === 'dataSource.create') ?? {};
    expect(input).toEqual({ name: 'Shop', file: 'shop.sqlite' });
  });

  it('sends a file of this computer after it made room for it', async () => {
    const path = `PUT /api/v1/data-sources/${shop.id}/file`;
    const { asked, created } = form({ [path]: () => ({ ...shop, file: null }) });
    await userEvent.type(screen.getByLabelText(/^Name/), 'Shop');
    await choose('content');
    await send();
    await expect.poll(() => created).toEqual([{ ...shop, file: null }]);
    const sent = asked.map(({ name }) => name);
    expect(sent.indexOf('dataSource.create')).toBeLessThan(sent.indexOf(path));
  });

  it('leaves nothing behind when the file is refused', async () => {
    const { asked, created } = form({
      [`PUT /api/v1/data-sources/${shop.id}/file`]: () => {
        throw new TypeError('fetch failed');
      },
      'dataSource.delete': () => ({ id: shop.id }),
    });
    await userEvent.type(screen.getByLabelText(/^Name/), 'Shop');
    await choose('content');
    await send();
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect(asked.at(-1)).toEqual({ name: 'dataSource.delete', input: { id: shop.id } });
    expect(created).toEqual([]);
  });
});
