/** The product as it is, in a process that can be told to die at a named point. The chaos program starts it. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { watchCrashPoints } from '@sista/runtime/testing';

/** What the chaos program sends: die at the n-th passage of a point. */
export type CrashOrder = { point: string; passage: number };

let order: CrashOrder | undefined;

watchCrashPoints((name) => {
  if (order?.point !== name) return;
  order.passage -= 1;
  if (order.passage <= 0) process.kill(process.pid, 'SIGKILL');
});
process.on('message', (message) => {
  order = message as CrashOrder;
});
// When the chaos program is gone nobody restarts or reads this process any more.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

await import(pathToFileURL(join(import.meta.dirname, '../../packages/server/src/main.ts')).href);
