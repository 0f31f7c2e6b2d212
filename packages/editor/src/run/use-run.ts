import { type FlowDocument, flowDocument } from '@sista/shared/flow/flow.schema';
import type { LiveMessage } from '@sista/shared/live-message';
import { isEnded } from '@sista/shared/run/run-status';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useLive } from '../api/live-stream.ts';
import { queryClient } from '../api/query-client.ts';
import type { RunAnswer } from '../api/shapes.ts';
import { trpc } from '../api/trpc.ts';
import {
  applyMessages,
  createRunOverlay,
  overlayOf,
  type RunOverlayStore,
} from '../run-overlay/run-overlay.ts';

const readAgainMs = 250;
// A run with thousands of steps takes longer to read: it is then read less often, so that reading is never all it does.
const readingShare = 5;
// What happened before the stream was open is not told; a run that goes on is therefore read again this often.
const safetyMs = 5_000;

export type OpenRun = {
  run: RunAnswer | undefined;
  /** The document that ran; undefined while loading, or where it cannot be read. */
  document: FlowDocument | undefined;
  overlay: RunOverlayStore;
  error: unknown;
  refetch: () => void;
};

/** A run, read whole and kept up to date by the live stream while it goes on. */
export function useRun(id: string): OpenRun {
  const options = trpc.run.get.queryOptions({ id });
  const query = useQuery({
    ...options,
    refetchInterval: ({ state }) => (state.data && !isEnded(state.data.status) ? safetyMs : false),
  });
  const run = query.data;
  const overlay = useMemo(() => createRunOverlay(id), [id]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pause = useRef(readAgainMs);
  useEffect(() => {
    if (run) overlay.setState(overlayOf(run));
  }, [overlay, run]);
  const show = useFrames((messages: LiveMessage[]) =>
    overlay.setState(applyMessages(overlay.getState(), messages)),
  );
  useLive([`run:${id}`], (message) => {
    show(message);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const began = performance.now();
      void queryClient.invalidateQueries({ queryKey: options.queryKey }).finally(() => {
        pause.current = Math.max(readAgainMs, readingShare * (performance.now() - began));
      });
    }, pause.current);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  const stored = run?.document;
  const document = useMemo(() => flowDocument.safeParse(stored).data, [stored]);
  return { run, document, overlay, error: query.error, refetch: () => void query.refetch() };
}

/** Hands on what came since the last animation frame, at once. */
function useFrames<Item>(apply: (items: Item[]) => void): (item: Item) => void {
  const latest = useRef(apply);
  latest.current = apply;
  const gathered = useRef<Item[]>([]);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return useCallback((item) => {
    gathered.current.push(item);
    if (gathered.current.length > 1) return;
    frame.current = requestAnimationFrame(() => latest.current(gathered.current.splice(0)));
  }, []);
}
