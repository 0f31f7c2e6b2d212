import { attemptOutcomes } from '@sista/shared/delivery/delivery-reason';
import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import { effectStates, stepStatuses } from '@sista/shared/run/run-status';
import type { DoubtingPerson } from './answer-doubts.ts';
import type { Kill } from './kills.ts';
import type { ChaosDocument } from './random-flow.ts';
import { type BookedDelivery, type BookedStep, type Books, uuidOf } from './read-books.ts';
import type { EffectKind, Sight } from './receiver.ts';

/** What the effects of a round came to. */
export type EffectTally = {
  /** Effects that the receiver did. */
  done: number;
  /** Requests that came again, each with a reason: an attempt in the ledger, a takeover. */
  again: number;
  /** Of those: after the receiver had answered 2xx, because a kill fell between its answer and our commit. */
  afterAnswer: number;
  /** Of those: the database forgot in its crash that the delivery had been claimed. */
  forgotten: number;
  /** Effects of which nobody knows whether they happened, and which were therefore not sent again. */
  unknown: number;
};
export type EffectAudit = { differences: string[]; tally: EffectTally };

/** What else the audit has to know. */
export type EffectContext = {
  /** By the flow's UUID. */
  documents: ReadonlyMap<string, ChaosDocument>;
  kills: readonly Kill[];
  /** What a person said of a step in doubt. */
  saidOf: DoubtingPerson['saidOf'];
};

type Case = {
  name: string;
  kind: EffectKind;
  step: BookedStep;
  delivery: BookedDelivery | undefined;
  sights: readonly Sight[];
  /** The flow or a person wanted it to be sent again without knowing. */
  mayRepeat: boolean;
  /** A person said what happened, whatever the receiver did. */
  isTold: boolean;
};

/** Holds what the receiver saw against what the ledger says, effect by effect. */
export function auditEffects(
  books: Books,
  sights: readonly Sight[],
  { documents, kills, saidOf }: EffectContext,
): EffectAudit {
  const tally: EffectTally = { done: 0, again: 0, afterAnswer: 0, forgotten: 0, unknown: 0 };
  const differences: string[] = [];
  const seen = Map.groupBy(sights, (sight) => placeOf(uuidOf('run', sight.run), sight.node, sight.item));
  const deliveries = new Map(books.deliveries.map((each) => [`${each.run_id} ${each.seq}`, each]));
  const flows = new Map(books.runs.map(({ id, flow_id }) => [id, flow_id]));
  for (const step of books.steps) {
    const node = documents.get(flows.get(step.run_id) ?? '')?.nodes.find(({ id }) => id === step.node_id);
    const kind = kindOf(node?.config.url);
    if (kind === undefined) continue;
    const place = placeOf(step.run_id, step.node_id, step.path);
    const said = saidOf(step.run_id, step.seq);
    const one: Case = {
      name: `${kind} of run ${step.run_id} at ${step.node_id} ${step.path}`.trim(),
      kind,
      step,
      delivery: deliveries.get(`${step.run_id} ${step.seq}`),
      sights: seen.get(place) ?? [],
      mayRepeat: node?.whenUnknown === 'repeat' || said.includes('repeat'),
      isTold: said.length > 0,
    };
    seen.delete(place);
    tally.done += one.sights.filter(({ done }) => done).length;
    if (step.effect === effectStates.unknown || one.isTold) tally.unknown += 1;
    differences.push(...auditCase(one, kills, tally).map((text) => `${one.name}: ${text}`));
  }
  for (const [place, [first]] of seen)
    differences.push(`the receiver saw ${first?.kind} of ${place}, and no step says so`);
  return { differences, tally };
}

const placeOf = (run: string, node: string, item: string) => `${run} ${node} ${item}`.trim();

const kindOf = (url: unknown) =>
  /^https?:\/\/[^/]+\/(hook|keyed|once|read)\//.exec(String(url))?.[1] as EffectKind | undefined;

function auditCase(one: Case, kills: readonly Kill[], tally: EffectTally): string[] {
  const { kind, step, sights } = one;
  const found: string[] = [];
  const keys = new Set(sights.map(({ key }) => key));
  if (kind !== 'read' && keys.size > 1) found.push(`came under ${keys.size} keys`);
  if (step.effect === effectStates.unknown && kind !== 'once')
    found.push('is unknown, though it may be sent again under its key');
  if (kind === 'hook') return [...found, ...auditHook(one, kills, tally)];
  const times = sights.filter(({ done }) => done).length;
  if (step.status === stepStatuses.succeeded && times === 0 && !one.isTold)
    found.push('succeeded, and the receiver did nothing');
  if (kind === 'once' && times > 1 && !one.mayRepeat) found.push(`was done ${times} times`);
  const again = sights.length - step.attempt;
  if (sights.length > 1) tally.again += sights.length - 1;
  if (again > 0 && kind === 'once' && !one.mayRepeat)
    found.push(`was sent ${sights.length} times in ${step.attempt} attempts`);
  if (again > 0 && !one.mayRepeat && !wasDisturbed(sights, kills))
    found.push(
      `was sent ${sights.length} times in ${step.attempt} attempts, and nothing was killed meanwhile`,
    );
  tally.afterAnswer += againAfterAnswer(sights);
  return found;
}

function auditHook({ step, delivery, sights }: Case, kills: readonly Kill[], tally: EffectTally): string[] {
  if (step.status === stepStatuses.succeeded && !delivery)
    return ['succeeded, and there is no delivery: it is lost'];
  if (!delivery) return sights.length > 0 ? ['was sent, and there is no delivery'] : [];
  const found: string[] = [];
  const { status, outcomes } = delivery;
  const eventId = sights[0] && uuidOf('event', sights[0].key);
  if (eventId !== undefined && eventId !== delivery.event_id)
    found.push(`came as ${eventId}, not ${delivery.event_id}`);
  if (status === deliveryStatuses.delivered && !sights.some(({ done, answered }) => done || answered === 200))
    found.push('is delivered, and the receiver never took it');
  if (status < deliveryStatuses.parked && delivery.due !== 1)
    found.push(`is open and ${delivery.due} times among what is due`);
  if (status >= deliveryStatuses.parked && delivery.due > 0) found.push('has ended and is still due');
  if (sights.length > 1) tally.again += sights.length - 1;
  tally.afterAnswer += againAfterAnswer(sights);
  // Every request has its line in the ledger, also one whose process died; but one that was cut off on a used
  // connection is sent once more within its attempt, and the one that is out now is not written yet.
  const cut = sights.filter((sight) => sight.cut).length;
  const out = status === deliveryStatuses.sending ? 1 : 0;
  const unwritten = Math.max(0, sights.length - cut - out - outcomes.length);
  // Of several answers with 2xx only one can be written as such; for the others the ledger says that it does not know.
  const taken = sights.filter(({ answered }) => answered === 200).length;
  const unknown = outcomes.filter((outcome) => lostAnswers.includes(outcome)).length;
  const unexplained = Math.max(unwritten, taken - out - 1 - unknown);
  if (unexplained > 0 && wasDisturbed(sights, kills, databaseKinds)) tally.forgotten += unexplained;
  else if (unexplained > 0)
    found.push(
      `the ledger has the outcomes ${outcomes.join(', ') || 'none'}, and the receiver saw ${sights.map(sightText).join(', ')}`,
    );
  return found;
}

const sightText = ({ at, answered, cut }: Sight) =>
  `${new Date(at).toISOString().slice(11, 23)} ${cut ? 'cut off' : (answered ?? 'no answer')}`;

/** Outcomes after which the receiver may have answered without our knowing. */
const lostAnswers: readonly number[] = [
  attemptOutcomes.unknown,
  attemptOutcomes.timeout,
  attemptOutcomes.reset,
];
const databaseKinds: readonly Kill['kind'][] = ['database', 'database session', 'everything'];

function againAfterAnswer(sights: readonly Sight[]): number {
  return sights.filter(({ at }) =>
    sights.some(({ answered, answeredAt }) => answered === 200 && answeredAt !== null && answeredAt < at),
  ).length;
}

const recoveryMs = 1_000;

/** Whether something was killed or frozen between the first and the last request. */
function wasDisturbed(
  sights: readonly Sight[],
  kills: readonly Kill[],
  kinds?: readonly Kill['kind'][],
): boolean {
  const first = Math.min(...sights.map(({ at }) => at));
  const last = Math.max(...sights.map(({ at }) => at));
  return kills.some(
    ({ kind, at, backAt }) => (kinds?.includes(kind) ?? true) && at <= last && backAt + recoveryMs >= first,
  );
}
