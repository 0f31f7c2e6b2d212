/** Gaps between the slots of a delivery, each ±20 %, then one last try at the deadline. In ms. */
const gapsMs = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 28_800].map(
  (seconds) => seconds * 1_000,
);
const spread = 0.2;
/** A slot nearer to the deadline than this is dropped: the last try follows anyway. */
const lastGapMs = 600_000;

/** From the moment a delivery is first due to its last try. */
export const deliveryLifeMs = 86_400_000;

/** One future attempt. `at` is where the plan puts it, `earliest` and `latest` where the rule allows it. Ms. */
export type PlannedAttempt = { at: number; earliest: number; latest: number; last: boolean };

/**
 * Every attempt of a delivery, the first included, for its whole life. The spread comes from the delivery's id,
 * so the times are the same whenever they are asked for: what is shown is what is done. Everything hangs on the
 * deadline, so time that we held the delivery back moves all slots with it.
 */
export function planAttempts(deliveryId: string, deadlineAt: number): PlannedAttempt[] {
  const start = deadlineAt - deliveryLifeMs;
  const plan: PlannedAttempt[] = [{ at: start, earliest: start, latest: start, last: false }];
  let at = start;
  let nominal = 0;
  for (const [index, gap] of gapsMs.entries()) {
    at += Math.round(gap * (1 + spread * (2 * fractionOf(`${deliveryId}:${index}`) - 1)));
    nominal += gap;
    if (at > deadlineAt - lastGapMs) break;
    const earliest = start + Math.round(nominal * (1 - spread));
    plan.push({ at, earliest, latest: start + Math.round(nominal * (1 + spread)), last: false });
  }
  plan.push({ at: deadlineAt, earliest: deadlineAt, latest: deadlineAt, last: true });
  return plan;
}

/**
 * The slot after an attempt that burned the slot `step` and ended at `now`: slots that went by meanwhile are
 * skipped, so that a process that was away does not send them in a burst. Undefined after the last.
 */
export function nextSlot(
  deliveryId: string,
  deadlineAt: number,
  step: number,
  now: number,
): { step: number; at: number } | undefined {
  if (now >= deadlineAt) return undefined;
  const plan = planAttempts(deliveryId, deadlineAt);
  const next = plan.findIndex((slot, index) => index > step && slot.at > now);
  const slot = plan[next];
  return slot === undefined ? undefined : { step: next, at: slot.at };
}

/** What is still to come for an open delivery whose next try is the slot `step`, at `nextAt`. */
export function remainingAttempts(
  deliveryId: string,
  deadlineAt: number,
  step: number,
  nextAt: number,
): PlannedAttempt[] {
  const plan = planAttempts(deliveryId, deadlineAt);
  const [head, ...rest] = plan.filter((slot, index) => index >= step || slot.last);
  if (head === undefined) return [];
  const first = {
    ...head,
    at: nextAt,
    earliest: Math.min(head.earliest, nextAt),
    latest: Math.max(head.latest, nextAt),
  };
  return [first, ...rest.filter((slot) => slot.at > nextAt)];
}

/** A number in [0, 1) that a text always gives: FNV-1a, mixed at the end so that near texts fall apart. */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
