import { sandboxModelRef } from '@sista/shared/model/model-provider.schema';
import type { SandboxExample } from '@sista/shared/role/define-role';
import type { Sql } from '../db/sql.ts';
import type { Outbound } from '../http/outbound.ts';
import { evaluateScript } from './evaluate-script.ts';
import type { OpenModel } from './model-call.types.ts';
import { openProviderModel } from './provider-model.ts';
import { openSandboxModel } from './sandbox-model.ts';

/** Models by their reference. A task never falls from a real model to the sandbox, nor to another model. */
export type ModelSource = {
  /** The reference that `default` stands for. */
  defaultRef(workspaceId: string): Promise<string>;
  open(workspaceId: string, ref: string, script: readonly SandboxExample[]): Promise<OpenedModel>;
  /** The provider refused its key: tasks fail clearly until a person acts. */
  pauseProvider(workspaceId: string, providerId: string, reason: string): Promise<void>;
};

export type OpenedModel =
  | { ok: true; model: OpenModel; timeoutMs: number }
  | { ok: false; code: 'no_model' | 'provider_unauthorized'; message: string };

export type ModelSourceOptions = {
  sql: Sql;
  outbound: Outbound;
  /** Opens a credential of the workspace for one call. */
  openApiKey: (workspaceId: string, credentialId: string) => Promise<string>;
};

type ProviderRow = {
  id: string;
  slug: string;
  name: string;
  base_url: string;
  credential_id: string | null;
  status: string;
  reason: string | null;
  models: readonly { id: string; structured?: boolean | null }[];
};

const usualTimeoutMs = 120_000;
/** A model on this machine may load for minutes before its first word. */
const localTimeoutMs = 600_000;

export function createModelSource({ sql, outbound, openApiKey }: ModelSourceOptions): ModelSource {
  return {
    async defaultRef(workspaceId) {
      const [row] = await sql.query<{ model: string | null }>(
        'read-default-model',
        "select settings->>'defaultModel' as model from workspace where id = $1",
        [workspaceId],
      );
      return row?.model ?? sandboxModelRef;
    },
    async open(workspaceId, ref, examples) {
      if (ref === sandboxModelRef)
        return {
          ok: true,
          model: openSandboxModel({ examples, evaluate: evaluateScript }),
          timeoutMs: usualTimeoutMs,
        };
      const [slug, modelId] = splitRef(ref);
      const [row] = await sql.query<ProviderRow>('find-model-provider', findProvider, [workspaceId, slug]);
      if (!row)
        return {
          ok: false,
          code: 'no_model',
          message: `The model ${ref} has no provider here. Choose another model for the employee, or add the provider.`,
        };
      if (row.status !== 'active')
        return {
          ok: false,
          code: 'provider_unauthorized',
          message: row.reason ?? `${row.name} is paused. Check it in the model settings.`,
        };
      const apiKey = row.credential_id ? await openApiKey(workspaceId, row.credential_id) : null;
      const { id, name, base_url: baseUrl } = row;
      const structured = row.models.find((known) => known.id === modelId)?.structured ?? null;
      const model = openProviderModel(outbound, { id, slug, name, baseUrl, apiKey, structured }, modelId);
      return { ok: true, model, timeoutMs: isLocal(baseUrl) ? localTimeoutMs : usualTimeoutMs };
    },
    async pauseProvider(workspaceId, providerId, reason) {
      await sql.query('pause-model-provider', pauseText, [providerId, workspaceId, reason.slice(0, 500)]);
    },
  };
}

const findProvider = `select id, slug, name, base_url, credential_id, status, reason, models from model_provider
where workspace_id = $1 and slug = $2`;
const pauseText = `update model_provider set status = 'paused', reason = $3, updated_at = now()
where id = $1 and workspace_id = $2 and status = 'active'`;

/** `<provider>:<model>` at the first colon: names of models may have more. */
export function splitRef(ref: string): [slug: string, modelId: string] {
  const at = ref.indexOf(':');
  return at === -1 ? [ref, ''] : [ref.slice(0, at), ref.slice(at + 1)];
}

function isLocal(baseUrl: string): boolean {
  return /^https?:\/\/(localhost|127\.|\[::1\]|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/i.test(baseUrl);
}
