import { type LiveMessage, liveMessage } from '@sista/shared/live-message';
import { useEffect, useRef } from 'react';
import { queryClient } from './query-client.ts';

/*
 * One event stream serves the whole tab: a browser opens six connections to a plain HTTP server, and a stream
 * per component would soon use them up. The stream is
 *   closed      while nobody listens or the tab is hidden,
 *   open        with the union of all topics in its address,
 *   reopened    when the topics change, or the tab is shown again; what was missed meanwhile is fetched again.
 */

type Listener = { topics: readonly string[]; onMessage: (message: LiveMessage) => void };

const listeners = new Set<Listener>();
let source: EventSource | undefined;
let openTopics = '';
let missed = false;
let pending: ReturnType<typeof setTimeout> | undefined;

/** Listens to topics (`run:run_…`, `flow:flow_…`, `bin:bin_…`, `workspace`) while the component is on screen. */
export function useLive(topics: readonly string[], onMessage: (message: LiveMessage) => void): void {
  const latest = useRef(onMessage);
  latest.current = onMessage;
  const key = topics.join(',');
  useEffect(() => {
    if (key === '') return;
    return listen(key.split(','), (message) => latest.current(message));
  }, [key]);
}

/** The same outside React. Returns the function that ends it. */
export function listen(topics: readonly string[], onMessage: Listener['onMessage']): () => void {
  const listener = { topics, onMessage };
  listeners.add(listener);
  schedule();
  return () => {
    listeners.delete(listener);
    schedule();
  };
}

// A page change drops and adds listeners within one frame; the stream is reopened once for all of them.
function schedule(): void {
  clearTimeout(pending);
  pending = setTimeout(settle, 30);
}

function settle(): void {
  // The page may be gone by now.
  if (typeof document === 'undefined') return;
  const wanted = [...new Set([...listeners].flatMap((listener) => listener.topics))].sort().join(',');
  const hidden = document.visibilityState === 'hidden';
  if (hidden || wanted === '') {
    if (source && hidden) missed = true;
    source?.close();
    source = undefined;
    openTopics = '';
    return;
  }
  if (source && wanted === openTopics) return;
  source?.close();
  openTopics = wanted;
  source = new EventSource(`/live?topics=${encodeURIComponent(wanted)}`);
  source.onopen = catchUp;
  source.onerror = () => {
    missed = true;
    // A stream that the server refused is closed for good by the browser; try again a little later.
    if (source?.readyState === EventSource.CLOSED) {
      openTopics = '';
      clearTimeout(pending);
      pending = setTimeout(settle, 5_000);
    }
  };
  source.onmessage = (event: MessageEvent<string>) => deliver(event.data);
}

function catchUp(): void {
  if (!missed) return;
  missed = false;
  void queryClient.invalidateQueries({ refetchType: 'active' });
}

function deliver(text: string): void {
  const parsed = liveMessage.safeParse(parseJson(text));
  if (!parsed.success) return;
  const names = topicsOf(parsed.data);
  for (const listener of [...listeners])
    if (listener.topics.some((topic) => topic === 'workspace' || names.includes(topic)))
      listener.onMessage(parsed.data);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Which topics a message belongs to. */
export function topicsOf(message: LiveMessage): string[] {
  switch (message.type) {
    case 'run':
    case 'step':
      return [`run:${message.runId}`, `flow:${message.flowId}`];
    case 'capture':
      return [`flow:${message.flowId}`];
    case 'bin-request':
      return [`bin:${message.binId}`];
    case 'delivery':
      return message.runId ? [`run:${message.runId}`] : [];
    default:
      return [];
  }
}

if (typeof document !== 'undefined') document.addEventListener('visibilitychange', schedule);
