// What `@sista/runtime/testing` shows.
export { callbackUrl } from '../callback/callback-key.ts';
export { type CrashPoint, crashPoints, watchCrashPoints } from '../crash-point.ts';
export {
  diffDatamodels,
  migratedDatamodel,
  readDatamodel,
  readMigratedDatamodel,
} from '../db/diff-datamodels.testing.ts';
export { type FreshDatabase, freshDatabase } from './fresh-database.ts';
