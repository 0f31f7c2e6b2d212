import type { SealKeys } from '../credential/seal.ts';
import type { CompiledVersion } from '../run/version-cache.ts';
import {
  answerCallback,
  type CallbackAnswering,
  type CallbackOutcome,
  type CallbackShop,
} from './answer-callback.ts';
import { type CallbackPlace, readCallbackKey } from './callback-key.ts';

/** What the address of a waiting step leads to. Ids are UUIDs. */
export type CallbackRoute = {
  place: CallbackPlace;
  workspaceId: string;
  flowId: string;
  nodeName: string;
  /** As stored in the version that the run follows. */
  config: Readonly<Record<string, unknown>>;
};

export type CallbackVerbs = {
  /** Null for a key that we did not make, or whose run is not kept any more. */
  find(key: string): Promise<CallbackRoute | null>;
  answer(answering: CallbackAnswering): Promise<CallbackOutcome>;
};

type Tools = CallbackShop & {
  sealKeys: SealKeys;
  versionOf: (versionId: string) => Promise<CompiledVersion>;
};

export function callbackVerbs(tools: Tools): CallbackVerbs {
  return {
    find: (key) => findCallback(tools, key),
    answer: (answering) => answerCallback(tools, answering),
  };
}

async function findCallback({ sql, sealKeys, versionOf }: Tools, key: string): Promise<CallbackRoute | null> {
  const place = readCallbackKey(key, sealKeys);
  if (!place) return null;
  const [run] = await sql.query<{ workspace_id: string; flow_id: string; version_id: string }>(
    'find-answered-run',
    'select workspace_id, flow_id, version_id from engine.run where id = $1',
    [place.runId],
  );
  if (!run) return null;
  const { plan } = await versionOf(run.version_id);
  const node = plan.document.nodes.find(({ id }) => id === place.nodeId);
  if (node?.type !== 'wait-for-callback') return null;
  return {
    place,
    workspaceId: run.workspace_id,
    flowId: run.flow_id,
    nodeName: node.name,
    config: node.config,
  };
}
