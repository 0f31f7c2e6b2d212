import { evaluateTemplate, resolveDeep } from '@sista/shared/expression/evaluate-expression';
import { ExpressionError } from '@sista/shared/expression/expression-error';
import type { FlowDocument, FlowEdge, FlowNode } from '@sista/shared/flow/flow.schema';
import { portOf } from '@sista/shared/flow/flow.schema';
import { holds } from '@sista/shared/node/holds';
import { any } from './matches.testing.ts';
import { keyOf, type ModelRun, type ModelStep, type Place, type RunScript } from './model-run.testing.ts';
import { failed, left, request } from './model-steps.testing.ts';

/** What an expression sees, and where it stands: `path` is '' at the top and `3` inside item 3. */
type Scope = {
  path: string;
  loopId: string | null;
  values: Record<string, unknown> & { steps: Record<string, StepScope> };
};
type StepScope = { output: unknown; error: { code: string } | null };
type Ran = Map<string, ModelStep | 'skipped'>;
type Item = { steps: ModelStep[]; result: { ok: true; value: unknown } | { ok: false; code: string } };

/**
 * What a run of the document has to come to, by the pages of the design alone: a plain recursion from each step to
 * those before it, with no order, no rows, no activation. Deliberately unlike the engine that is held against it.
 */
export async function interpretFlow(
  document: FlowDocument,
  trigger: unknown,
  script: RunScript,
): Promise<ModelRun> {
  return new Interpreter(document, trigger, script).run();
}

class Interpreter {
  readonly #document: FlowDocument;
  readonly #trigger: unknown;
  readonly #script: RunScript;
  readonly #steps = new Map<string, ModelStep>();
  readonly #badResults = new Set<string>();
  readonly #counts = new Map<string, number>();

  constructor(document: FlowDocument, trigger: unknown, script: RunScript) {
    this.#document = document;
    this.#trigger = trigger;
    this.#script = script;
  }

  async run(): Promise<ModelRun> {
    const inLoops = new Set(this.#document.nodes.flatMap(({ id }) => [...this.#bodyOf(id)]));
    const outside = this.#document.nodes.filter(({ id, type }) => !inLoops.has(id) && !isTrigger(type));
    const ran = await this.#runScope(outside, { path: '', loopId: null, values: this.#values() });
    const root = ranIn(ran);
    for (const step of root) this.#steps.set(keyOf(step), step);
    const enders = this.#enders();
    this.#doubtRoot(root, enders);
    const ends = new Set(enders.map(({ end }) => end));
    if (!enders.some(({ isCertain }) => isCertain)) ends.add('succeeded');
    const [first] = enders;
    const stopped = enders.length === 1 && first?.step.ends === 'succeeded' && first.isCertain;
    return {
      steps: this.#steps,
      ends,
      enders: enders.map(({ step }) => keyOf(step)),
      badResults: this.#badResults,
      counts: this.#counts,
      output: stopped ? first.step.output : enders.length > 0 ? any : this.#outputOf(root),
    };
  }

  #values(): Scope['values'] {
    const { vars = {} } = this.#document;
    return { trigger: this.#trigger, vars, run: { id: 'run_model', mode: 'live' }, steps: {} };
  }

  async #runScope(nodes: readonly FlowNode[], scope: Scope): Promise<Ran> {
    const ran: Ran = new Map();
    for (const node of nodes) await this.#visit(node, scope, ran);
    return ran;
  }

  /** A step starts if one edge into it is taken, once all before it are over; else it is skipped. */
  async #visit(node: FlowNode, scope: Scope, ran: Ran): Promise<ModelStep | 'skipped'> {
    const known = ran.get(node.id);
    if (known) return known;
    const taken: FlowEdge[] = [];
    for (const edge of this.#document.edges.filter(({ target }) => target === node.id)) {
      const source = this.#node(edge.source);
      const isEntry = isTrigger(source.type) || source.id === scope.loopId;
      const before = isEntry ? undefined : await this.#visit(source, scope, ran);
      if (isEntry || (before !== 'skipped' && before?.port === portOf(edge))) taken.push(edge);
    }
    const step = taken.length === 0 ? 'skipped' : await this.#do(node, scope, taken, ran);
    ran.set(node.id, step);
    if (step !== 'skipped')
      scope.values.steps[node.id] = {
        output: step.output,
        error: step.code === null ? null : { code: step.code },
      };
    return step;
  }

  async #do(node: FlowNode, scope: Scope, taken: readonly FlowEdge[], ran: Ran): Promise<ModelStep> {
    const place = { nodeId: node.id, path: scope.path };
    try {
      return await this.#execute(node, scope, taken, ran);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return failed(node, place, error.code);
    }
  }

  async #execute(node: FlowNode, scope: Scope, taken: readonly FlowEdge[], ran: Ran): Promise<ModelStep> {
    const { config } = node;
    const place = { nodeId: node.id, path: scope.path };
    const evaluate = (value: unknown) => resolveDeep(value, scope.values, options);
    switch (node.type) {
      case 'set-values':
        return left(place, 'out', await evaluate(config.values));
      case 'merge':
        return left(place, 'out', Object.fromEntries(taken.flatMap(({ source }) => outputFrom(ran, source))));
      case 'filter': {
        const passed = holds(await evaluate(config.when));
        return left(place, passed ? 'out' : 'filtered', { passed });
      }
      case 'branch': {
        const conditions = (await evaluate(config.conditions)) as { port: string; when: unknown }[];
        const port = conditions.find(({ when }) => holds(when))?.port ?? String(config.otherwise);
        return left(place, port, { port });
      }
      case 'delay':
        return left(place, 'out', { until: any, waitedMs: Number(config.amount) * 1_000 });
      case 'stop': {
        const ends = config.status === 'failed' ? 'failed' : 'succeeded';
        const output = (await evaluate(config.output)) ?? null;
        return { ...left(place, null, output), ends, code: ends === 'failed' ? 'stopped' : null };
      }
      case 'wait-for-callback':
        return this.#awaitCallback(node, place);
      case 'http-request':
        await evaluate([config.url, config.json]);
        return request(node, place, this.#script.answerOf(place));
      case 'for-each':
        return this.#loop(node, scope, await evaluate(config.items));
      default:
        throw new Error(`the model does not know ${node.type}`);
    }
  }

  #awaitCallback(node: FlowNode, place: Place): ModelStep {
    const call = this.#script.callOf(place);
    if (call.kind !== 'expires') return left(place, 'out', { ...anyCall, body: { n: call.n } });
    const isConnected = this.#document.edges.some(
      (edge) => edge.source === node.id && portOf(edge) === 'expired',
    );
    return isConnected ? left(place, 'expired', null) : failed(node, place, 'timeout');
  }

  async #loop(node: FlowNode, scope: Scope, list: unknown): Promise<ModelStep> {
    const place = { nodeId: node.id, path: '' };
    if (!Array.isArray(list)) return failed(node, place, 'config_invalid');
    this.#counts.set(node.id, list.length);
    const items: Item[] = [];
    for (const index of list.keys()) items.push(await this.#item(node, scope, list, index));
    const stops = node.config.onItemError === 'stop';
    const firstBad = items.findIndex(({ result }) => !result.ok);
    const kept =
      stops && firstBad >= 0 && node.config.concurrency === 1 ? items.slice(0, firstBad + 1) : items;
    for (const [index, { steps, result }] of kept.entries()) {
      // With several items at once it is chance how far the others came when one failed.
      const byChance = stops && firstBad >= 0 && node.config.concurrency !== 1;
      const broken = steps.filter((step) => step.status === 'failed' && step.port === null);
      this.#doubt(steps, byChance ? 'all' : broken);
      for (const step of steps) this.#steps.set(keyOf(step), step);
      if (!result.ok && broken.length === 0) this.#badResults.add(`${node.id}|${index}`);
    }
    if (stops && firstBad >= 0) return failed(node, place, 'item_failed');
    return left(place, 'out', {
      count: items.length,
      items: items.map(({ result }) => (result.ok ? result.value : null)),
      failed: items.flatMap(({ result }, index) =>
        result.ok ? [] : [{ index, error: { code: result.code, message: any } }],
      ),
    });
  }

  async #item(loop: FlowNode, outside: Scope, list: readonly unknown[], index: number): Promise<Item> {
    const values = { ...outside.values, steps: { ...outside.values.steps }, item: list[index], index };
    const scope: Scope = { path: String(index), loopId: loop.id, values };
    const body = this.#bodyOf(loop.id);
    const nodes = this.#document.nodes.filter(({ id }) => body.has(id));
    const steps = ranIn(await this.#runScope(nodes, scope));
    const broken = steps.filter((step) => step.status === 'failed' && step.port === null);
    const [first] = broken;
    // Of two failures in one item it is chance which comes first.
    if (first) return { steps, result: { ok: false, code: broken.length === 1 ? String(first.code) : any } };
    const { result } = loop.config;
    if (typeof result !== 'string' || result === '')
      return { steps, result: { ok: true, value: body.size === 0 ? any : this.#outputOf(steps) } };
    try {
      const value = (await evaluateTemplate(result, values, options)) ?? null;
      return { steps, result: { ok: true, value } };
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return { steps, result: { ok: false, code: error.code } };
    }
  }

  /** What follows the port `each`. */
  #bodyOf(loopId: string): Set<string> {
    const body = new Set<string>();
    const add = ({ target }: FlowEdge): void => {
      if (body.has(target)) return;
      body.add(target);
      this.#document.edges.filter(({ source }) => source === target).forEach(add);
    };
    this.#document.edges.filter((edge) => edge.source === loopId && portOf(edge) === 'each').forEach(add);
    return body;
  }

  /** Steps that end the whole run: unhandled failures outside loops, and stop steps anywhere. */
  #enders() {
    return [...this.#steps.values()].flatMap((step) => {
      const isFailure = step.path === '' && step.status === 'failed' && step.port === null;
      const end = step.ends ?? (isFailure ? ('failed' as const) : undefined);
      return end === undefined ? [] : [{ step, end, isCertain: step.isCertain }];
    });
  }

  /** Where a run is ended early, only what led to the one that ends it has run for certain. */
  #doubtRoot(root: readonly ModelStep[], enders: readonly { step: ModelStep }[]): void {
    if (enders.length === 0) return;
    const at = enders.map(({ step }) => (step.path === '' ? step.nodeId : this.#loopAround(step.nodeId)));
    const [place] = at;
    const isOne = place !== undefined && at.every((other) => other === place);
    const certain = isOne ? this.#before(place) : new Set<string>();
    const [ender] = enders;
    if (isOne && enders.length === 1 && ender?.step.path === '') certain.add(place);
    for (const step of this.#steps.values()) {
      const owner = step.path === '' ? step.nodeId : this.#loopAround(step.nodeId);
      if (!certain.has(owner)) step.isCertain = false;
    }
    for (const step of root) if (!certain.has(step.nodeId)) step.isCertain = false;
  }

  #doubt(steps: readonly ModelStep[], broken: readonly ModelStep[] | 'all'): void {
    if (broken !== 'all' && broken.length === 0) return;
    const [only] = broken === 'all' || broken.length > 1 ? [] : broken;
    const certain = only ? this.#before(only.nodeId).add(only.nodeId) : new Set<string>();
    for (const step of steps) if (!certain.has(step.nodeId)) step.isCertain = false;
  }

  #loopAround(nodeId: string): string {
    return this.#document.nodes.find(({ id }) => this.#bodyOf(id).has(nodeId))?.id ?? nodeId;
  }

  #before(nodeId: string): Set<string> {
    const found = new Set<string>();
    const add = (id: string): void => {
      for (const { source } of this.#document.edges.filter(({ target }) => target === id)) {
        if (found.has(source)) continue;
        found.add(source);
        add(source);
      }
    };
    add(nodeId);
    return found;
  }

  /** The output of the one step after which nothing ran, else of all such by their id. */
  #outputOf(steps: readonly ModelStep[]): unknown {
    const ran = new Set(steps.map(({ nodeId }) => nodeId));
    const last = steps.filter(
      ({ nodeId, port }) =>
        !this.#document.edges.some(
          (edge) => edge.source === nodeId && portOf(edge) === port && ran.has(edge.target),
        ),
    );
    if (last.length === 0) return any;
    if (last.length === 1) return last[0]?.output;
    return Object.fromEntries(last.map(({ nodeId, output }) => [nodeId, output]));
  }

  #node(nodeId: string): FlowNode {
    return this.#document.nodes.find(({ id }) => id === nodeId) as FlowNode;
  }
}

const options = { nowMs: 0, seed: 'model' };
const anyCall = { method: any, query: any, headers: any, receivedAt: any, captureId: any };
const isTrigger = (type: string) => type.startsWith('trigger-');
const ranIn = (ran: Ran) => [...ran.values()].filter((step) => step !== 'skipped');

function outputFrom(ran: Ran, source: string): [string, unknown][] {
  const step = ran.get(source);
  return step === undefined || step === 'skipped' ? [] : [[source, step.output]];
}
