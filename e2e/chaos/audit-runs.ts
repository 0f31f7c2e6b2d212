import { runStatuses, stepStatuses } from '@sista/shared/run/run-status';
import type { ChaosDocument } from './random-flow.ts';
import { type BookedRun, type BookedStep, type Books, uuidOf } from './read-books.ts';
import type { SentRequest } from './send-requests.ts';

/** Documents by the flow's UUID. */
export type Documents = ReadonlyMap<string, ChaosDocument>;

/** Every accepted request has one run, equal keys have one run together, and nobody made up a run. */
export function auditRequests(books: Books, requests: readonly SentRequest[]): string[] {
  const byNumber = Map.groupBy(books.runs, ({ n }) => n);
  const known = new Set(requests.map(({ n }) => n));
  const strangers = books.runs.filter(({ n }) => !known.has(n));
  return [
    ...strangers.map(({ id, n }) => `run ${id} is of the request ${n}, which nobody sent`),
    ...requests.flatMap((request) => auditRequest(request, byNumber.get(request.n) ?? [])),
  ];
}

function auditRequest(request: SentRequest, runs: readonly BookedRun[]): string[] {
  const { n, key, runIds, accepted } = request;
  const what = `request ${n}${key === null ? ' without a key' : ''}`;
  if (runs.length > 1) return [`${what} has ${runs.length} runs: ${runs.map(({ id }) => id).join(', ')}`];
  if (accepted === 0) return [];
  if (runIds.length !== 1) return [`${what} was answered with ${runIds.length} runs: ${runIds.join(', ')}`];
  const [run] = runs;
  if (run === undefined)
    return [`${what} was answered with ${runIds[0]}, and there is no such run: it is lost`];
  if (run.id !== uuidOf('run', runIds[0] as string))
    return [`${what} was answered with ${runIds[0]}, and its run is ${run.id}`];
  return [];
}

/** A run's rows: steps without gaps, an end that follows from them, and nothing left over. */
export function auditRuns(books: Books, documents: Documents): string[] {
  const stepsOf = Map.groupBy(books.steps, ({ run_id }) => run_id);
  return [
    ...books.runs.flatMap((run) => {
      const steps = stepsOf.get(run.id) ?? [];
      const document = documents.get(run.flow_id);
      const found = [...auditSteps(run, steps), ...auditEnd(run, steps, document)];
      return found.map((text) => `run ${run.id} (${run.n}): ${text}`);
    }),
    ...books.jobs.map(({ id, state }) => `run ${id} has ended and has a queue job (${state})`),
    ...books.timers.map(
      ({ id, seq, kind }) => `run ${id} has ended and step ${seq} has a timer of kind ${kind}`,
    ),
  ];
}

function auditSteps(run: BookedRun, steps: readonly BookedStep[]): string[] {
  const found: string[] = [];
  if (steps.length !== run.steps) found.push(`says ${run.steps} steps and has ${steps.length} rows`);
  steps.forEach(({ seq }, at) => {
    if (seq !== at + 1) found.push(`the step in place ${at + 1} has the number ${seq}`);
  });
  const places = Map.groupBy(steps, ({ node_id, path }) => `${node_id} ${path}`.trim());
  for (const [place, twins] of places)
    if (twins.length > 1) found.push(`${place} ran as steps ${twins.map(({ seq }) => seq).join(' and ')}`);
  for (const { seq, status } of steps)
    if (status < stepStatuses.succeeded) found.push(`has ended, and step ${seq} is still open`);
  // A step that was cancelled while it waited for its next attempt has the failed one among the earlier ones.
  for (const { seq, attempt, past, status } of steps)
    if (past > (status === stepStatuses.cancelled ? attempt : attempt - 1))
      found.push(`step ${seq} is at attempt ${attempt} and has ${past} earlier ones`);
  return found;
}

function auditEnd(
  run: BookedRun,
  steps: readonly BookedStep[],
  document: ChaosDocument | undefined,
): string[] {
  if (!document) return ['is of a flow that nobody made'];
  const types = new Map(document.nodes.map(({ id, type }) => [id, type]));
  const stopped = steps.find(
    ({ node_id, status }) => types.get(node_id) === 'stop' && status === stepStatuses.succeeded,
  );
  const broken = steps.find(
    ({ path, port, status }) => path === '' && status === stepStatuses.failed && port === null,
  );
  if (run.status === runStatuses.succeeded) {
    if (broken) return [`succeeded, and step ${broken.seq} failed with ${broken.code}`];
    return stopped ? [] : auditPath(document, steps);
  }
  if (run.status === runStatuses.failed) return broken || stopped ? [] : ['failed, and no step says why'];
  return [`has the status ${run.status}`];
}

/** Which nodes must have run, told from the ways that the steps left by; our own reckoning, not the engine's. */
function auditPath(document: ChaosDocument, steps: readonly BookedStep[]): string[] {
  const left = new Map(steps.filter(({ path }) => path === '').map(({ node_id, port }) => [node_id, port]));
  const inLoops = new Set<string>();
  const expected = new Set<string>();
  for (const { id, type } of document.nodes) {
    const incoming = document.edges.filter(({ target }) => target === id);
    const isInside = incoming.some(({ source, sourcePort }) => sourcePort === 'each' || inLoops.has(source));
    if (isInside) inLoops.add(id);
    if (isInside) continue;
    const isStart = type.startsWith('trigger-');
    const isReached = incoming.some(
      ({ source, sourcePort }) =>
        expected.has(source) && portOf(document, left, source) === (sourcePort ?? 'out'),
    );
    if (isStart || isReached) expected.add(id);
  }
  const ran = new Set(left.keys());
  return [
    ...[...expected]
      .filter((id) => !ran.has(id) && !isTrigger(document, id))
      .map((id) => `${id} should have run and did not`),
    ...[...ran].filter((id) => !expected.has(id)).map((id) => `${id} ran and should not have`),
  ];
}

const isTrigger = ({ nodes }: ChaosDocument, id: string) =>
  nodes.some((node) => node.id === id && node.type.startsWith('trigger-'));

const portOf = (document: ChaosDocument, left: ReadonlyMap<string, string | null>, id: string) =>
  isTrigger(document, id) ? 'out' : left.get(id);
