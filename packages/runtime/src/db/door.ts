// What `@sista/runtime/db` shows.
export {
  fingerprint,
  openSealKeys,
  openText,
  SealError,
  type SealKeys,
  seal,
} from '../credential/seal.ts';
export { openQueue, type Queue } from '../queue/boss.ts';
export { createLogger, type Logger, type LogLevel, silentLogger } from '../telemetry/logger.ts';
export { type CatalogueTransaction, Prisma, PrismaClient, sqlOf } from './catalogue.ts';
export { type CellFor, oneCell } from './cell.ts';
export { CommitUnknown, isConnectionLost } from './connection.ts';
export { type Database, type DatabaseOptions, openDatabase, type PinnedConnection } from './database.ts';
export { type DatabaseFacts, describeDatabase } from './describe-database.ts';
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
export { findEmbeddedPostgres } from './find-embedded-postgres.ts';
export type { Listen } from './listen.ts';
export { type MigrateOptions, migrate, migrationsFolder } from './migrate.ts';
export { dropPartitions, ensurePartitions } from './partitions.ts';
export type { Sql, SqlPool } from './sql.ts';
