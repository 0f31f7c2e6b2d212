/** `*`, `task.*`, `custom.orders.*` or an exact type. */
export function matchesPattern(pattern: string, type: string): boolean {
  if (pattern === '*') return true;
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

/** Whether a text can be a pattern: parts of `a-z0-9_` between dots, and at most one `*` that ends it. */
export function isEventPattern(text: string): boolean {
  return text.length <= 100 && /^(\*|[a-z0-9_]+(\.[a-z0-9_]+)*(\.\*)?)$/.test(text);
}

/** What people and flows may raise themselves: `custom.` and parts of `a-z0-9_`, at most 100 characters. */
export function isCustomType(type: string): boolean {
  return type.length <= 100 && /^custom(\.[a-z0-9_]+)+$/.test(type);
}

/** A type for a name that may not be one: `Order shipped` → `custom.order_shipped`. */
export function customTypeOf(name: string): string {
  const part = name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .slice(0, 80);
  return `custom.${part || 'event'}`;
}

export type SubscriptionScope = {
  eventTypes: readonly string[];
  employeeIds: readonly string[];
  teamIds: readonly string[];
  flowIds: readonly string[];
};
export type EventSubject = {
  type: string;
  flowId: string | null;
  employeeIds: readonly string[];
  teamIds: readonly string[];
};

/** Or within a list, and between lists; an event without such a subject does not match a list that is not empty. */
export function isSubscribed(scope: SubscriptionScope, event: EventSubject): boolean {
  if (!scope.eventTypes.some((pattern) => matchesPattern(pattern, event.type))) return false;
  return (
    overlaps(scope.employeeIds, event.employeeIds) &&
    overlaps(scope.teamIds, event.teamIds) &&
    overlaps(scope.flowIds, event.flowId === null ? [] : [event.flowId])
  );
}

const overlaps = (wanted: readonly string[], found: readonly string[]) =>
  wanted.length === 0 || wanted.some((id) => found.includes(id));
