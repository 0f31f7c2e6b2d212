import { useMediaQuery } from '@mantine/hooks';
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { announce, sentences } from '../announce.ts';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import type { FlowAnswer } from '../api/shapes.ts';
import { api, trpc } from '../api/trpc.ts';
import { createCanvasStore } from '../canvas/canvas-store.ts';
import { startAutosave } from '../document/autosave.ts';
import {
  createDocumentStore,
  type DocumentStore,
  learnFacts,
  receiveSaved,
} from '../document/document-store.ts';
import { keepJournal, replayJournal } from '../document/journal.ts';
import type { CurrentSample } from '../inspector/preview-scope.ts';
import { examplesFor } from '../test-fire/SamplePicker.tsx';
import { createTestFire } from '../test-fire/test-fire.ts';
import { createFlowActions } from './flow-actions.ts';
import { createWorkbench } from './workbench.ts';

export type EditorParts = ReturnType<typeof useEditorParts>;

/** The stores of an open flow, made once and fed from the server. */
export function useEditorParts(flow: FlowAnswer, kept: CurrentSample | undefined) {
  const [parts] = useState(() => {
    const store = createDocumentStore(flow.id, flow);
    const canvas = createCanvasStore();
    const workbench = createWorkbench();
    const actions = createFlowActions(store, canvas, workbench);
    const test = createTestFire(kept ?? { title: 'Empty', payload: {} });
    return { store, canvas, workbench, actions, test };
  });
  const mayWrite = useRight('flow.write');
  const isWide = useMediaQuery('(min-width: 768px)', true);
  const readOnly = !mayWrite || !isWide;
  const flush = useSaving(parts.store, flow.id);
  useFacts(parts.store);
  useFirstSample(parts, kept === undefined);
  // Somebody else's save arrives with the next reading of the flow; own changes go on top of it.
  useEffect(() => receiveSaved(parts.store, flow), [parts.store, flow]);
  useEffect(() => () => parts.test.getState().stop?.(), [parts.test]);
  return useMemo(() => ({ ...parts, readOnly, flush }), [parts, readOnly, flush]);
}

function useSaving(store: DocumentStore, flowId: string): () => Promise<void> {
  const [saving, setSaving] = useState<ReturnType<typeof startAutosave>>();
  useEffect(() => {
    const put = (revision: number, document: FlowDocument) =>
      api.flow.put.mutate({ id: flowId, revision, document });
    const started = startAutosave(store, async (revision, document) => {
      const saved = await put(revision, document);
      queryClient.setQueryData(trpc.flow.get.queryKey({ id: flowId }), saved);
      return saved;
    });
    const stopJournal = keepJournal(store);
    setSaving(started);
    void replayJournal(store).then((count) => {
      if (count > 0)
        notify({
          tone: 'neutral',
          title: 'Changes from before were brought back',
          message: `${count} of them had not been saved.`,
        });
    });
    const unsubscribe = store.subscribe(({ save }, before) => {
      if (save === 'offline' && before.save !== 'offline') announce(sentences.offline);
    });
    return () => {
      // What was typed last is saved, although the page is being left.
      void started.flush().finally(started.stop);
      stopJournal();
      unsubscribe();
    };
  }, [store, flowId]);
  return useMemo(() => async () => saving?.flush(), [saving]);
}

/** Credentials and employees of the workspace, so that issues can tell of those that are missing. */
function useFacts(store: DocumentStore): void {
  const credentials = useQuery(trpc.credential.list.queryOptions({ limit: 200 })).data;
  const employees = useQuery(trpc.employee.list.queryOptions({ limit: 200 })).data;
  useEffect(() => {
    learnFacts(store, {
      // A page that is not the last would make the rest look missing.
      ...(credentials && credentials.next === null
        ? { credentials: new Map(credentials.data.map(({ id, type }) => [id, type])) }
        : {}),
      ...(employees && employees.next === null ? { employees: employeeFacts(employees.data) } : {}),
    });
  }, [store, credentials, employees]);
}

function employeeFacts(employees: readonly { id: string; role: string; name: string; status: string }[]) {
  const facts = new Map<string, { status: string; name: string }>();
  for (const { id, role, name, status } of employees) {
    facts.set(id, { status, name });
    if (status !== 'archived') facts.set(`role:${role}`, { status, name });
  }
  return facts;
}

/** A flow without a sample of its own starts with the first example of its trigger, also when that is added later. */
function useFirstSample(
  { store, test }: { store: DocumentStore; test: ReturnType<typeof createTestFire> },
  wanted: boolean,
): void {
  useEffect(() => {
    if (!wanted) return;
    let triggerType: string | undefined;
    const take = () => {
      const { document } = store.getState();
      const type = document.nodes.find((node) => node.type.startsWith('trigger-'))?.type;
      if (type === undefined || type === triggerType) return;
      triggerType = type;
      const { title } = test.getState();
      if (title.endsWith(', edited')) return;
      void examplesFor(document)[0]
        ?.load()
        .then((sample) =>
          test.setState({
            title: sample.title,
            payloadText: JSON.stringify(sample.payload, null, 2),
            headers: sample.headers,
          }),
        );
    };
    take();
    return store.subscribe(take);
  }, [store, test, wanted]);
}
