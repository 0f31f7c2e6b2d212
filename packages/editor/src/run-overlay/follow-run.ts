import type { LiveMessage } from '@sista/shared/live-message';
import { isEnded } from '@sista/shared/run/run-status';
import { listen } from '../api/live-stream.ts';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { applyMessages, createRunOverlay, overlayOf, type RunOverlayStore } from './run-overlay.ts';

// A run can end before its stream is open; it is then read once more after this time, and again while it goes on.
const rereadMs = 1_500;

/**
 * Follows a run until it has ended: live messages while it goes on, the whole run at the start and at the end.
 * Returns the store and the function that stops following.
 */
export function followRun(runId: string): { overlay: RunOverlayStore; stop: () => void } {
  const overlay = createRunOverlay(runId);
  let waiting: LiveMessage[] = [];
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const flush = () => {
    frame = 0;
    const messages = waiting;
    waiting = [];
    overlay.setState(applyMessages(overlay.getState(), messages));
    if (messages.some((message) => message.type === 'run') && isEnded(overlay.getState().status)) void read();
  };
  const endListening = listen([`run:${runId}`], (message) => {
    waiting.push(message);
    if (frame === 0) frame = requestAnimationFrame(flush);
  });
  const read = async () => {
    clearTimeout(timer);
    const detail = await queryClient
      .fetchQuery({ ...trpc.run.get.queryOptions({ id: runId }), staleTime: 0 })
      .catch(() => undefined);
    if (stopped) return;
    if (detail) {
      const whole = overlayOf(detail);
      // Between reading and now the stream may have told of later steps.
      if (isEnded(detail.status) || whole.steps.size >= overlay.getState().steps.size)
        overlay.setState(whole);
    }
    if (detail && isEnded(detail.status)) endListening();
    else timer = setTimeout(() => void read(), rereadMs);
  };
  void read();

  const stop = () => {
    stopped = true;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    endListening();
  };
  return { overlay, stop };
}
