import type { DataPort } from '@sista/shared/node/step-context';
import { failed, StepFailed } from '@sista/shared/node/step-result';
import type { DataSources } from './data-sources.ts';
import { QueryFailed } from './query-sqlite.ts';
import type { QueryFailure } from './sqlite-child.ts';

const pathOf: Readonly<Record<QueryFailure, string>> = {
  data_source_missing: 'source',
  data_source_unreadable: 'source',
  missing_value: 'parameters',
  query_failed: 'sql',
  query_refused: 'sql',
  query_timeout: 'sql',
  query_too_large: 'sql',
};
/** A file that is just being replaced, a machine that is just busy. */
const mayPass: readonly QueryFailure[] = ['data_source_unreadable', 'query_timeout'];

/** The port `data` of steps: what fails becomes the step's failure, and the step's signal stops the query. */
export function createDataPort(sources: Pick<DataSources, 'ask'>) {
  return (workspaceId: string, signal: AbortSignal): DataPort => ({
    async query(question) {
      try {
        return await sources.ask(workspaceId, question, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof QueryFailed)) throw error;
        const { code, message } = error;
        throw new StepFailed(failed(code, message, { path: pathOf[code], retry: mayPass.includes(code) }));
      }
    },
  });
}
