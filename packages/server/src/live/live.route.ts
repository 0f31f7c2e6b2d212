import { fromId, type IdKind, toId } from '@sista/shared/ids';
import type { LiveMessage } from '@sista/shared/live-message';
import { notFound, Refusal } from '@sista/shared/refusal';
import { type Right, rightsOf } from '@sista/shared/rights';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../trpc/request-context.ts';

type Topic = {
  kind: IdKind;
  right: Right;
  exists: (context: RequestContext, ws: string, id: string) => Promise<boolean>;
};

/** Who may listen to what. A topic is `<kind>:<id>`, with an id of the workspace, or `workspace`, the actor's own. */
const topics: Record<string, Topic> = {
  run: {
    kind: 'run',
    right: 'run.read',
    exists: async ({ runtime }, ws, id) => Boolean(await runtime.runs.readRun(ws, id)),
  },
  flow: {
    kind: 'flow',
    right: 'flow.read',
    exists: async ({ dbOf }, ws, id) => (await dbOf(ws).flow.count({ where: { id } })) > 0,
  },
  bin: {
    kind: 'bin',
    right: 'bin.read',
    exists: async ({ dbOf }, ws, id) => (await dbOf(ws).bin.count({ where: { id } })) > 0,
  },
};

const mostTopics = 50;
const heartbeatMs = 15_000;
/** A reader that takes nothing is cut off, so that its backlog does not fill memory; it reconnects and catches up. */
const mostWaitingBytes = 1_000_000;

export type LiveOptions = { createContext: (request: FastifyRequest) => Promise<RequestContext> };

/** `GET /live?topics=run:run_…,flow:flow_…`: what has been committed, as server-sent events. */
export async function liveScope(app: FastifyInstance, { createContext }: LiveOptions): Promise<void> {
  const open = new Set<FastifyReply>();
  app.addHook('preClose', async () => {
    for (const reply of open) reply.raw.end();
  });
  app.get('/live', async (request, reply) => {
    const context = await createContext(request);
    const names = await allowedTopics(context, (request.query as { topics?: string }).topics ?? '');
    open.add(reply);
    reply.raw.on('close', () => open.delete(reply));
    stream(context, reply, names);
  });
}

/** The topics of the query, each checked. Refuses one that this actor may not hear, or that is not there. */
async function allowedTopics(context: RequestContext, text: string): Promise<string[]> {
  const { actor } = context;
  if (!actor) throw new Refusal('signed_out', 'Sign in to follow what happens.');
  const names = [...new Set(text.split(',').filter((name) => name !== ''))];
  if (names.length === 0 || names.length > mostTopics) {
    throw new Refusal('bad_request', `Name 1 to ${mostTopics} topics: ?topics=run:run_…,flow:flow_…`);
  }
  for (const name of names) if (name !== 'workspace') await demandTopic(context, actor.workspaceId, name);
  const own = `workspace:${toId('workspace', actor.workspaceId)}`;
  return names.map((name) => (name === 'workspace' ? own : name));

  async function demandTopic(of: RequestContext, workspaceId: string, name: string): Promise<void> {
    const [word = '', id = ''] = name.split(/:(.*)/s);
    const topic = topics[word];
    const uuid = topic && fromId(topic.kind, id);
    if (!topic || !uuid)
      throw new Refusal('bad_request', `There is no topic "${name}". Use run:, flow: or bin: and an id.`);
    if (!actor || !rightsOf[actor.role].has(topic.right)) {
      throw new Refusal('forbidden', `Your role does not include ${topic.right}.`, { right: topic.right });
    }
    if (!(await topic.exists(of, workspaceId, uuid))) throw notFound(word, id);
  }
}

function stream({ runtime }: RequestContext, reply: FastifyReply, names: readonly string[]): void {
  reply.hijack();
  const out = reply.raw;
  out.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  out.write(': open\n\n');
  let sent = 0;
  const receive = (message: LiveMessage) => {
    sent += 1;
    out.write(`id: ${sent}\ndata: ${JSON.stringify(message)}\n\n`);
    if (out.writableLength > mostWaitingBytes) out.destroy();
  };
  const unsubscribe = runtime.live.subscribe(names, receive);
  const heartbeat = setInterval(() => out.write(': still here\n\n'), heartbeatMs);
  out.on('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
  });
}
