import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { Sql } from './sql.ts';

export { Prisma, PrismaClient };

/** The client inside `prisma.$transaction(async (tx) => …)`. */
export type CatalogueTransaction = Prisma.TransactionClient;

/** The catalogue over a pool of ours, so that lost connections are handled in one place. */
export function openCatalogue(pool: pg.Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) });
}

/**
 * A Prisma transaction (or client) as `Sql`, so that a catalogue row and an event are one commit. Rows look like
 * those of a pool: bigint is a number, bytea a Buffer.
 */
export function sqlOf(prisma: Pick<CatalogueTransaction, '$queryRawUnsafe'>): Sql {
  return {
    async query<Row>(_name: string, text: string, values: readonly unknown[] = []) {
      const rows = await prisma.$queryRawUnsafe<Record<string, unknown>[]>(text, ...values.map(toArgument));
      return rows.map(toRow) as Row[];
    },
  };
}

// Prisma takes objects for JSON of its own; `pg` takes them for text of a json column, and so do our statements.
function toArgument(value: unknown): unknown {
  if (value === undefined) return null;
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!plain || value instanceof Date || ArrayBuffer.isView(value)) return value;
  return JSON.stringify(value);
}

function toRow(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toValue(value)]));
}

function toValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array && !Buffer.isBuffer(value)) return Buffer.from(value);
  if (value instanceof Prisma.Decimal) return value.toString();
  return value;
}
