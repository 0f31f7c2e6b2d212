import { sources } from '@sista/shared/sources';

/** The senders that triggers know, by label. */
export function listSources() {
  const data = Object.values(sources)
    .map(({ id, label, summary, icon, shapes, events, credentialTypes, setup }) => ({
      id,
      label,
      summary,
      icon,
      shapes: [...shapes],
      events: events.map(({ type, label }) => ({ type, label })),
      credentialTypes: [...credentialTypes],
      setup: [...setup],
    }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en'));
  return { data, next: null };
}
