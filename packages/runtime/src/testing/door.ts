// What `@sista/runtime/testing` shows.
export {
  diffDatamodels,
  migratedDatamodel,
  readDatamodel,
  readMigratedDatamodel,
} from '../db/diff-datamodels.testing.ts';
export { type FreshDatabase, freshDatabase } from './fresh-database.ts';
