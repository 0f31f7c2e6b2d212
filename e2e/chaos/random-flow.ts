import { nodeDefinitions } from '@sista/shared/nodes';
import type { Random } from './random.ts';
import type { EffectKind, Mood } from './receiver.ts';

/** An open way out, which the next piece continues. */
type Tail = { source: string; port?: string };
type DrawnNode = { id: string; type: string; config: Record<string, unknown>; [option: string]: unknown };

/** A drawing that grows piece by piece. */
type Sheet = {
  random: Random;
  origins: Readonly<Record<Mood, string>>;
  nodes: DrawnNode[];
  edges: { id: string; source: string; sourcePort?: string; target: string }[];
  /** Inside a loop: one level of loops, nothing that waits, nothing that ends the run. */
  inLoop: boolean;
};
type Piece = {
  needs: readonly string[];
  weight: number;
  draw: (sheet: Sheet, from: readonly Tail[]) => Tail[];
};

export type ChaosDocument = {
  schema: 'sista.flow/1';
  name: string;
  nodes: DrawnNode[];
  edges: Sheet['edges'];
};

/** A flow of two to five pieces, each of which is one of what this release has. */
export function randomFlow(
  name: string,
  random: Random,
  origins: Readonly<Record<Mood, string>>,
): ChaosDocument {
  const sheet: Sheet = { random, origins, nodes: [], edges: [], inLoop: false };
  let tails = add(sheet, [], 'trigger-webhook', {});
  const count = random.int(2, 5);
  for (let n = 0; n < count && tails.length > 0; n += 1) tails = drawPiece(sheet, tails);
  // Every flow tells somebody, or there would be nothing to lose.
  if (tails.length > 0) effect(sheet, tails, random.chance(0.5) ? 'hook' : 'keyed');
  const nodes = sheet.nodes.map((node, at) => ({ name: node.id, position: { x: at * 280, y: 0 }, ...node }));
  return { schema: 'sista.flow/1', name, nodes, edges: sheet.edges };
}

function drawPiece(sheet: Sheet, from: readonly Tail[], only?: readonly string[]): Tail[] {
  const there = Object.entries(pieces).filter(
    ([name, { needs }]) =>
      needs.every((type) => Object.hasOwn(nodeDefinitions, type)) && (only?.includes(name) ?? true),
  );
  const weights = Object.fromEntries(there.map(([name, { weight }]) => [name, weight]));
  const { draw } = pieces[sheet.random.weighted(weights)] as Piece;
  return draw(sheet, from);
}

function add(
  sheet: Sheet,
  from: readonly Tail[],
  type: string,
  config: Record<string, unknown>,
  options: Record<string, unknown> = {},
  id = `n${sheet.nodes.length}`,
): Tail[] {
  sheet.nodes.push({ id, type, config, ...options });
  for (const { source, port } of from)
    sheet.edges.push({
      id: `e${sheet.edges.length}`,
      source,
      target: id,
      ...(port ? { sourcePort: port } : {}),
    });
  return [{ source: id }];
}

const small = ['values', 'filter', 'effect'];

const pieces: Readonly<Record<string, Piece>> = {
  values: {
    needs: ['set-values'],
    weight: 2,
    draw: (sheet, from) =>
      add(sheet, from, 'set-values', {
        values: { n: '{{ trigger.body.n }}', more: '{{ trigger.body.total + 1 }}' },
      }),
  },
  filter: {
    needs: ['filter'],
    weight: 1,
    draw: (sheet, from) => add(sheet, from, 'filter', { when: '{{ trigger.body.total > 15 }}' }),
  },
  effect: {
    needs: ['http-request', 'send-webhook'],
    weight: 4,
    draw: (sheet, from) =>
      effect(sheet, from, sheet.random.weighted<EffectKind>({ hook: 3, keyed: 4, read: 2, once: 2 })),
  },
  branch: {
    needs: ['branch'],
    weight: 2,
    draw(sheet, from) {
      const conditions = [{ port: 'large', when: '{{ trigger.body.total > 50 }}' }];
      const [{ source }] = add(sheet, from, 'branch', { conditions, otherwise: 'small' }) as [Tail];
      const large = drawPiece(sheet, [{ source, port: 'large' }], small);
      // One way now and then ends the whole run.
      if (!sheet.inLoop && sheet.random.chance(0.15)) {
        const status = sheet.random.pick(['succeeded', 'failed']);
        add(sheet, [{ source, port: 'small' }], 'stop', { status, message: 'too small' });
        return large;
      }
      return [...large, ...drawPiece(sheet, [{ source, port: 'small' }], small)];
    },
  },
  parallel: {
    needs: ['set-values'],
    weight: 2,
    draw(sheet, from) {
      const [root] = add(sheet, from, 'set-values', { values: { n: '{{ trigger.body.n }}' } }) as [Tail];
      const ways = Array.from({ length: sheet.random.int(2, 3) }, () => drawPiece(sheet, [root], small));
      const type = Object.hasOwn(nodeDefinitions, 'merge') ? 'merge' : 'set-values';
      return add(sheet, ways.flat(), type, type === 'merge' ? {} : { values: { joined: true } });
    },
  },
  loop: {
    needs: ['for-each'],
    weight: 2,
    draw(sheet, from) {
      const [{ source }] = add(sheet, from, 'for-each', {
        items: '{{ trigger.body.items }}',
        concurrency: sheet.random.pick([1, 2, 5]),
        onItemError: sheet.random.pick(['stop', 'collect']),
      }) as [Tail];
      sheet.inLoop = true;
      let tails: Tail[] = [{ source, port: 'each' }];
      const count = sheet.random.int(1, 2);
      for (let n = 0; n < count; n += 1) tails = drawPiece(sheet, tails, small);
      sheet.inLoop = false;
      return [{ source, port: 'out' }];
    },
  },
  delay: {
    needs: ['delay'],
    weight: 1,
    draw: (sheet, from) =>
      add(sheet, from, 'delay', { mode: 'for', amount: sheet.random.int(1, 3), unit: 'seconds' }),
  },
  callback: {
    needs: ['wait-for-callback', 'http-request'],
    weight: 1,
    draw(sheet, from) {
      const waiter = `n${sheet.nodes.length + 1}`;
      const asked = effect(sheet, from, 'keyed', { callback: `{{ callbacks.${waiter}.url }}` });
      return add(
        sheet,
        asked,
        'wait-for-callback',
        { expiresAfterSeconds: 20 },
        { onError: 'continue' },
        waiter,
      );
    },
  },
};

/** A step that does something at the receiver, with what the audit needs to know of it in its address. */
function effect(
  sheet: Sheet,
  from: readonly Tail[],
  kind: EffectKind,
  body: Record<string, unknown> = {},
): Tail[] {
  const { random } = sheet;
  const id = `n${sheet.nodes.length}`;
  const item = sheet.inLoop ? '&item={{ index }}' : '';
  const url = `${sheet.origins[random.chance(0.6) ? 'steady' : 'moody']}/${kind}/${id}?run={{ run.id }}${item}`;
  const onError = random.pick(['continue', 'continue', 'stop']);
  const json = { run: '{{ run.id }}', n: '{{ trigger.body.n }}', ...body };
  if (kind === 'hook')
    return add(sheet, from, 'send-webhook', { url, body: json, timeoutSeconds: 2 }, { onError });
  const options = {
    onError,
    ...(random.chance(0.7) ? { retry: { attempts: 3, backoff: 'fixed' } } : {}),
    ...(kind === 'once' ? { whenUnknown: random.pick(['ask', 'fail', 'repeat']) } : {}),
  };
  const config = { url, timeoutSeconds: 2 };
  if (kind === 'read') return add(sheet, from, 'http-request', { method: 'GET', ...config }, options);
  const post = { method: 'POST', body: 'json', json, honoursKeys: kind === 'keyed', ...config };
  return add(sheet, from, 'http-request', post, options);
}
