import type { LiveMessage } from '@sista/shared/live-message';
import type { LiveFeed } from '../runtime-door.ts';

/** The feed of one process, in memory: whoever watches gets what this process has committed, in order. */
export function createLiveFeed(): LiveFeed {
  const listeners = new Map<string, Set<(message: LiveMessage) => void>>();
  return {
    hasListeners: () => listeners.size > 0,
    publish(topics, message) {
      // One listener that watches several of the topics hears it once.
      const told = new Set<(message: LiveMessage) => void>();
      for (const topic of topics)
        for (const receive of listeners.get(topic) ?? []) {
          if (told.has(receive)) continue;
          told.add(receive);
          receive(message);
        }
    },
    subscribe(topics, receive) {
      for (const topic of topics) listeners.set(topic, (listeners.get(topic) ?? new Set()).add(receive));
      return () => {
        for (const topic of topics) {
          const set = listeners.get(topic);
          set?.delete(receive);
          if (set?.size === 0) listeners.delete(topic);
        }
      };
    },
  };
}
