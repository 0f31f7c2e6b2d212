import type { FlowOperation } from '@sista/shared/flow/flow-operations';
import { applyOps } from '@sista/shared/flow/flow-operations';
import { del, get, set } from 'idb-keyval';
import { type DocumentStore, receiveSaved, type SavedFlow } from './document-store.ts';

/** What this device keeps of a flow until the server has it. It plays on the newest revision after a reload. */
type Journal = { base: SavedFlow; unsent: readonly FlowOperation[] };

const keyOf = (flowId: string) => `sista.journal.${flowId}`;

/** Writes unsent operations down as they come, one write at a time. Returns the function that stops. */
export function keepJournal(store: DocumentStore): () => void {
  let writing = Promise.resolve();
  let written = store.getState().unsent;
  return store.subscribe(({ flowId, base, unsent }) => {
    if (unsent === written) return;
    written = unsent;
    writing = writing
      .then(() =>
        unsent.length === 0 ? del(keyOf(flowId)) : set(keyOf(flowId), { base, unsent } satisfies Journal),
      )
      // Without a journal (private windows forbid it) the draft is still saved to the server.
      .catch(() => undefined);
  });
}

/** Brings back what an earlier visit could not save. Answers how many changes were found. */
export async function replayJournal(store: DocumentStore): Promise<number> {
  const { flowId, base } = store.getState();
  const journal = await get<Journal>(keyOf(flowId)).catch(() => undefined);
  if (!journal || journal.unsent.length === 0) return 0;
  const { document } = applyOps(journal.base.document, journal.unsent);
  store.setState({ base: journal.base, document, unsent: journal.unsent, save: 'unsaved' });
  receiveSaved(store, base);
  return journal.unsent.length;
}
