import type { LoopItem } from './loop-items.ts';

export const itemsPerPage = 50;

export type ItemPage = {
  items: readonly LoopItem[];
  /** Of all pages, from 0. */
  page: number;
  pages: number;
  /** How many items there are to page through. */
  total: number;
  /** Place of the first and last one shown, from 1; 0 where there is none. */
  from: number;
  to: number;
};

/** The items that are drawn: at most 50, those that failed alone if asked. A page that is gone gives the last one. */
export function itemPage(all: readonly LoopItem[], failedOnly: boolean, wanted: number): ItemPage {
  const found = failedOnly ? all.filter(({ status }) => status === 'failed') : all;
  const pages = Math.max(1, Math.ceil(found.length / itemsPerPage));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const items = found.slice(page * itemsPerPage, (page + 1) * itemsPerPage);
  const from = items.length === 0 ? 0 : page * itemsPerPage + 1;
  return { items, page, pages, total: found.length, from, to: page * itemsPerPage + items.length };
}

/** The page on which an item stands, from 0; undefined where the filter leaves it out. */
export function pageOfItem(
  all: readonly LoopItem[],
  failedOnly: boolean,
  path: string | undefined,
): number | undefined {
  const found = failedOnly ? all.filter(({ status }) => status === 'failed') : all;
  const place = found.findIndex((item) => item.path === path);
  return place === -1 ? undefined : Math.floor(place / itemsPerPage);
}
