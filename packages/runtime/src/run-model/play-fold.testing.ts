import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { nodeDefinitions } from '@sista/shared/nodes';
import { type Advance, type Place, RunFold, type StepState } from '../run/advance-run.ts';
import { compileVersion } from '../run/compile-version.ts';
import type { FoundRun, FoundStep } from './compare-runs.testing.ts';
import { keyOf, type ModelRun, type ModelStep } from './model-run.testing.ts';

type Row = StepState & { waitsLeft: number };

/**
 * Plays a run through the engine's fold without engine and database: each step answers what the model says, in an
 * order that `choose` makes up, and the fold is thrown away and made again from the rows whenever it says so.
 */
export function playFold(
  document: FlowDocument,
  model: ModelRun,
  choose: (most: number) => number,
): FoundRun & { steps: FoundStep[] } {
  return new Play(document, model, choose).run();
}

class Play {
  readonly #plan;
  readonly #model: ModelRun;
  readonly #choose: (most: number) => number;
  readonly #rows = new Map<string, Row>();
  #fold: RunFold;

  constructor(document: FlowDocument, model: ModelRun, choose: (most: number) => number) {
    this.#plan = compileVersion('model', document, nodeDefinitions);
    this.#model = model;
    this.#choose = choose;
    this.#fold = new RunFold(this.#plan);
  }

  run(): FoundRun & { steps: FoundStep[] } {
    for (let turns = 0; turns < 10_000; turns += 1) {
      if (this.#choose(4) === 0) this.#forget();
      const advance = this.#fold.advance();
      if (advance.end) return this.#ended(advance.end, advance);
      if (this.#takeItems(advance)) continue;
      this.#move(advance);
    }
    throw new Error(`the run does not end: ${JSON.stringify([...this.#rows.values()])}`);
  }

  /** What another process finds: the rows in their order, nothing else. */
  #forget(): void {
    this.#fold = new RunFold(this.#plan);
    for (const row of this.#rows.values()) this.#fold.put(row);
  }

  #put(row: Row): void {
    this.#rows.set(keyOf(row), row);
    this.#fold.put(row);
  }

  #takeItems({ items, loops }: Advance): boolean {
    for (const { loopId, index } of items)
      if (this.#model.badResults.has(`${loopId}|${index}`)) this.#fold.failItem(loopId, index);
    if (items.length > 0) return true;
    for (const { nodeId, failed } of loops) {
      const expected = this.#expected({ nodeId, path: '' });
      if (failed !== (expected.status === 'failed'))
        throw new Error(`the loop ${nodeId} ${failed ? 'fails' : 'ends well'} and must not`);
      this.#giveUp((row) => this.#plan.nodes.get(row.nodeId)?.loop === nodeId);
      this.#put({ ...this.#row(nodeId), ...endOf(expected), loop: undefined });
    }
    return loops.length > 0;
  }

  /** Starts something that may start, or brings something on that is under way. */
  #move({ start, park }: Advance): void {
    const busy = [...this.#rows.values()].filter(
      ({ status, loop }) => (status === 'running' || status === 'waiting') && !loop,
    );
    if (start.length === 0 && busy.length === 0)
      throw new Error('nothing can start and nothing is under way');
    if (park !== (start.length === 0 && busy.every(({ status }) => status === 'waiting')))
      throw new Error(`it ${park ? 'parks' : 'does not park'} with ${JSON.stringify({ start, busy })}`);
    const at = this.#choose(start.length + busy.length);
    const place = start[at];
    if (place) this.#start(place);
    else this.#bringOn(busy[at - start.length] as Row);
  }

  #start(place: Place): void {
    if (this.#rows.has(keyOf(place))) throw new Error(`${keyOf(place)} starts again`);
    this.#expected(place);
    const beside = [...this.#rows.values()].filter(({ path }) => path === place.path);
    if (beside.some((row) => this.#sameScope(row, place) && row.status === 'failed' && row.port === null))
      throw new Error(`${keyOf(place)} starts after a failure that nothing handles`);
    this.#put({ ...place, status: 'running', port: null, waitsLeft: this.#choose(3) });
  }

  #sameScope(one: Place, other: Place): boolean {
    return this.#plan.nodes.get(one.nodeId)?.loop === this.#plan.nodes.get(other.nodeId)?.loop;
  }

  #bringOn(row: Row): void {
    const expected = this.#expected(row);
    const spec = this.#loopSpec(row.nodeId);
    if (row.status === 'waiting') this.#put({ ...row, status: 'running' });
    else if (row.waitsLeft > 0) this.#put({ ...row, status: 'waiting', waitsLeft: row.waitsLeft - 1 });
    else if (spec) this.#put({ ...row, status: 'waiting', loop: spec });
    else this.#put({ ...row, ...endOf(expected) });
  }

  /** Undefined for a loop whose list could not be made: it never gets items. */
  #loopSpec(nodeId: string): StepState['loop'] {
    const { type, config } = this.#plan.nodes.get(nodeId)?.node ?? {};
    if (type !== 'for-each') return undefined;
    const count = this.#model.counts.get(nodeId);
    if (count === undefined) return undefined;
    return { count, atOnce: Number(config?.concurrency), onItemError: config?.onItemError as 'stop' };
  }

  #giveUp(which: (row: Row) => boolean): void {
    for (const row of this.#rows.values())
      if (which(row) && (row.status === 'running' || row.status === 'waiting'))
        this.#put({ ...row, status: 'cancelled', loop: undefined });
  }

  #ended(end: 'succeeded' | 'failed', { start }: Advance): FoundRun & { steps: FoundStep[] } {
    if (start.length > 0) throw new Error('it ends, and wants to start something');
    const open = [...this.#rows.values()].filter(
      ({ status }) => status === 'running' || status === 'waiting',
    );
    if (open.length > 0 && this.#model.enders.length === 0) throw new Error('it ends while steps are open');
    this.#giveUp(() => true);
    const steps = [...this.#rows.values()].map(({ nodeId, path, status, port }) => {
      const { output, code, attempts } = this.#expected({ nodeId, path });
      return { nodeId, path, status, port, output, code, attempt: attempts };
    });
    return { status: end, output: this.#model.output, steps };
  }

  #row(nodeId: string): Row {
    return this.#rows.get(keyOf({ nodeId, path: '' })) as Row;
  }

  #expected(place: Place): ModelStep {
    const expected = this.#model.steps.get(keyOf(place));
    if (!expected) throw new Error(`${keyOf(place)} runs and must not`);
    return expected;
  }
}

const endOf = ({ status, port, ends }: ModelStep) => ({ status, port, ends });
