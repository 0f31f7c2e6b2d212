import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { explainError } from '../api/error-words.ts';
import { confirmSaved, type DocumentStore, receiveSaved, type SavedFlow } from './document-store.ts';

const pauseMs = 1_000;
const retryMs = 5_000;

/** Sends the draft. Throws what the server answered; a 409 carries the current flow in its details. */
export type PutDraft = (revision: number, document: FlowDocument) => Promise<SavedFlow>;

/**
 * Saves one second after the last change, one request at a time. A stale revision is rebased and sent again; a
 * server that is away is asked again until it answers. Returns `flush`, which saves at once, and `stop`.
 */
export function startAutosave(
  store: DocumentStore,
  put: PutDraft,
): { flush: () => Promise<void>; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;

  const schedule = (afterMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), afterMs);
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    running ??= saveAll().finally(() => {
      running = undefined;
    });
    return running;
  };
  const saveAll = async () => {
    // Two rounds of rebasing meet two others who save at the same moment; more is left to the next timer.
    for (let round = 0; round < 4 && store.getState().unsent.length > 0; round += 1) {
      if (!(await saveOnce(store, put))) break;
    }
    if (store.getState().save === 'offline') schedule(retryMs);
  };
  let seen = store.getState().unsent;
  const unsubscribe = store.subscribe(({ unsent, save }) => {
    if (unsent === seen) return;
    seen = unsent;
    if (unsent.length > 0 && save !== 'saving') schedule(pauseMs);
  });
  if (seen.length > 0) schedule(0);
  const onOnline = () => schedule(0);
  window.addEventListener('online', onOnline);
  const stop = () => {
    clearTimeout(timer);
    unsubscribe();
    window.removeEventListener('online', onOnline);
  };
  return { flush, stop };
}

/** One PUT. Answers whether going on makes sense: more was typed meanwhile, or a stale base was rebased. */
async function saveOnce(store: DocumentStore, put: PutDraft): Promise<boolean> {
  const { base, document, unsent } = store.getState();
  store.setState({ save: 'saving' });
  try {
    const saved = await put(base.revision, document);
    confirmSaved(store, { revision: saved.revision, document }, unsent.length);
    return true;
  } catch (error) {
    const { code, message, details } = explainError(error);
    if (code === 'stale_revision' && isSavedFlow(details)) {
      receiveSaved(store, details);
      return true;
    }
    store.setState({ save: code === 'unreachable' ? 'offline' : 'refused', problem: message });
    return false;
  }
}

function isSavedFlow(details: unknown): details is SavedFlow {
  return typeof details === 'object' && details !== null && 'revision' in details && 'document' in details;
}
