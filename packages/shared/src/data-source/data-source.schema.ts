import { z } from 'zod';

/** A database that employees' tools read. The demo shop's file is one. */
export const dataSource = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.literal('sqlite'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'DataSource' });
export type DataSource = z.output<typeof dataSource>;

export const demoShopSource = 'demo-shop';
