import { newUuid, toId } from '@sista/shared/ids';
import {
  type CreateProviderInput,
  type ModelList,
  type ModelProvider,
  modelAbilities,
  type ProviderCheck,
  sandboxModelRef,
  sandboxModelTitle,
  type UpdateProviderInput,
} from '@sista/shared/model/model-provider.schema';
import { notFound, Refusal } from '@sista/shared/refusal';
import { fingerprint, type SealKeys, seal } from '../credential/seal.ts';
import { type CatalogueTransaction, type PrismaClient, sqlOf } from '../db/catalogue.ts';
import type { Outbound } from '../http/outbound.ts';
import { checkModel } from './check-model.ts';
import { splitRef } from './open-model.ts';

/** The verbs of model providers. Ids that go in are UUIDs. All throw Refusals. */
export type ModelDoor = {
  list(workspaceId: string): Promise<ModelList>;
  create(workspaceId: string, input: CreateProviderInput): Promise<ModelProvider>;
  update(workspaceId: string, input: UpdateProviderInput): Promise<ModelProvider>;
  /** Its key goes with it. Refused while it serves the workspace's default model. */
  delete(workspaceId: string, providerId: string): Promise<void>;
  /** Makes three small calls; a passed one ends a pause. */
  check(workspaceId: string, providerId: string): Promise<ProviderCheck>;
  setDefault(workspaceId: string, model: string): Promise<ModelList>;
};

export type ModelDoorOptions = {
  prisma: PrismaClient;
  outbound: Outbound;
  sealKeys: SealKeys;
  openApiKey: (workspaceId: string, credentialId: string) => Promise<string>;
  /** Ms since the epoch. */
  now: () => number;
};

type ProviderRow = NonNullable<Awaited<ReturnType<PrismaClient['modelProvider']['findFirst']>>>;

export function createModelDoor(options: ModelDoorOptions): ModelDoor {
  return {
    list: (workspaceId) => listProviders(options, workspaceId),
    create: (workspaceId, input) => createProvider(options, workspaceId, input),
    update: (workspaceId, input) => updateProvider(options, workspaceId, input),
    delete: (workspaceId, id) => deleteProvider(options, workspaceId, id),
    check: (workspaceId, id) => checkProvider(options, workspaceId, id),
    setDefault: (workspaceId, model) => setDefault(options, workspaceId, model),
  };
}

async function listProviders({ prisma }: ModelDoorOptions, workspaceId: string): Promise<ModelList> {
  const rows = await prisma.modelProvider.findMany({ where: { workspaceId }, orderBy: { id: 'asc' } });
  const data = [sandboxProvider, ...rows.map(viewProvider)];
  return { data, defaultModel: await readDefault(prisma, workspaceId) };
}

async function createProvider(
  options: ModelDoorOptions,
  workspaceId: string,
  input: CreateProviderInput,
): Promise<ModelProvider> {
  const { kind, name, baseUrl, apiKey, defaultModel } = input;
  refuseUnreachable(options.outbound, baseUrl);
  return options.prisma.$transaction(async (catalogue) => {
    const slug = await freeSlug(catalogue, workspaceId, name);
    const credentialId = apiKey ? await keepKey(options, catalogue, { workspaceId, name, apiKey }) : null;
    const row = await catalogue.modelProvider.create({
      data: {
        id: newUuid(),
        workspaceId,
        kind,
        slug,
        name,
        baseUrl,
        credentialId,
        defaultModel,
        status: 'active',
      },
    });
    return viewProvider(row);
  });
}

async function updateProvider(
  options: ModelDoorOptions,
  workspaceId: string,
  input: UpdateProviderInput,
): Promise<ModelProvider> {
  const { id, name, baseUrl, apiKey, defaultModel } = input;
  if (baseUrl !== undefined) refuseUnreachable(options.outbound, baseUrl);
  return options.prisma.$transaction(async (catalogue) => {
    const before = await requireProvider(catalogue, workspaceId, id);
    const data = {
      ...(name === undefined ? {} : { name }),
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(defaultModel === undefined ? {} : { defaultModel }),
      // Whoever changes address or key has dealt with the reason of the pause.
      ...(baseUrl === undefined && apiKey === undefined
        ? {}
        : { status: 'active', reason: null, models: [] }),
    };
    const key = { workspaceId, name: name ?? before.name };
    const credentialId = apiKey ? await keepKey(options, catalogue, { ...key, apiKey }) : null;
    const row = await catalogue.modelProvider.update({
      where: { id: before.id },
      data: apiKey === undefined ? data : { ...data, credentialId },
    });
    if (apiKey !== undefined) await dropKey(catalogue, workspaceId, before.credentialId);
    return viewProvider(row);
  });
}

async function deleteProvider({ prisma }: ModelDoorOptions, workspaceId: string, id: string): Promise<void> {
  await prisma.$transaction(async (catalogue) => {
    const row = await requireProvider(catalogue, workspaceId, id);
    const [slug] = splitRef(await readDefault(catalogue, workspaceId));
    if (slug === row.slug)
      throw new Refusal(
        'conflict',
        `${row.name} serves the default model of the workspace. Choose another default first.`,
      );
    await catalogue.modelProvider.deleteMany({ where: { workspaceId, id } });
    await dropKey(catalogue, workspaceId, row.credentialId);
  });
}

async function checkProvider(
  options: ModelDoorOptions,
  workspaceId: string,
  id: string,
): Promise<ProviderCheck> {
  const { prisma, outbound, openApiKey, now } = options;
  const row = await requireProvider(prisma, workspaceId, id);
  const { slug, name, baseUrl, defaultModel, credentialId } = row;
  if (!baseUrl || !defaultModel)
    throw new Refusal('invalid_input', `${name} has no address or model yet. Enter both, then check again.`);
  const apiKey = credentialId ? await openApiKey(workspaceId, credentialId) : null;
  const call = { now: now(), signal: new AbortController().signal };
  const result = await checkModel(outbound, { id, slug, name, baseUrl, apiKey }, defaultModel, call);
  const { abilities, message } = result;
  const others = modelsOf(row).filter((known) => known.id !== abilities?.id);
  const data = abilities
    ? { models: [...others, abilities], status: 'active', reason: null }
    : { reason: message.slice(0, 500) };
  await prisma.modelProvider.updateMany({ where: { workspaceId, id }, data });
  return result;
}

async function setDefault(options: ModelDoorOptions, workspaceId: string, model: string): Promise<ModelList> {
  const { prisma } = options;
  const [slug, modelId] = splitRef(model);
  const provider =
    modelId === '' ? null : await prisma.modelProvider.findFirst({ where: { workspaceId, slug } });
  if (!provider && model !== sandboxModelRef)
    throw new Refusal(
      'invalid_input',
      `${model} has no provider in this workspace. Add the provider, or choose one of the list.`,
    );
  await sqlOf(prisma).query('set-default-model', setDefaultText, [workspaceId, model]);
  return listProviders(options, workspaceId);
}

const setDefaultText = `update workspace set settings = (settings::jsonb || jsonb_build_object('defaultModel', $2::text))::json
where id = $1::uuid returning id`;

async function readDefault(catalogue: CatalogueTransaction, workspaceId: string): Promise<string> {
  const row = await catalogue.workspace.findUnique({
    where: { id: workspaceId },
    select: { settings: true },
  });
  const { defaultModel } = (row?.settings ?? {}) as { defaultModel?: string };
  return defaultModel ?? sandboxModelRef;
}

async function requireProvider(
  catalogue: CatalogueTransaction,
  workspaceId: string,
  id: string,
): Promise<ProviderRow> {
  const row = await catalogue.modelProvider.findFirst({ where: { id, workspaceId } });
  if (!row) throw notFound('model provider', toId('provider', id));
  return row;
}

function refuseUnreachable(outbound: Outbound, baseUrl: string): void {
  const judged = outbound.judge(baseUrl);
  if (!judged.ok) throw new Refusal('private_target', judged.message);
}

async function freeSlug(catalogue: CatalogueTransaction, workspaceId: string, name: string): Promise<string> {
  const wanted =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 50) || 'provider';
  const rows = await catalogue.modelProvider.findMany({ where: { workspaceId }, select: { slug: true } });
  const taken = new Set(['sandbox', 'default', ...rows.map(({ slug }) => slug)]);
  for (let n = 1; ; n++) {
    const slug = n === 1 ? wanted : `${wanted}-${n}`;
    if (!taken.has(slug)) return slug;
  }
}

type NewKey = { workspaceId: string; name: string; apiKey: string };

async function keepKey(
  { sealKeys }: ModelDoorOptions,
  catalogue: CatalogueTransaction,
  { workspaceId, name, apiKey }: NewKey,
): Promise<string> {
  const id = newUuid();
  const text = JSON.stringify({ apiKey });
  await catalogue.credential.create({
    data: {
      id,
      workspaceId,
      name: `Key of ${name}`,
      type: 'model-provider',
      sealed: seal(text, sealKeys, `credential:${id}`),
      fingerprint: fingerprint(text),
      hint: apiKey.length >= 16 ? `…${apiKey.slice(-4)}` : null,
      createdBy: 'models',
    },
  });
  return id;
}

async function dropKey(
  catalogue: CatalogueTransaction,
  workspaceId: string,
  id: string | null,
): Promise<void> {
  if (id) await catalogue.credential.deleteMany({ where: { workspaceId, id } });
}

const modelsOf = (row: ProviderRow) => modelAbilities.array().parse(row.models);

function viewProvider(row: ProviderRow): ModelProvider {
  return {
    id: toId('provider', row.id),
    kind: 'openai-compatible',
    slug: row.slug,
    name: row.name,
    baseUrl: row.baseUrl,
    hasKey: row.credentialId !== null,
    defaultModel: row.defaultModel,
    status: row.status === 'paused' ? 'paused' : 'active',
    reason: row.reason,
    models: modelsOf(row),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

const builtIn = new Date(0).toISOString();
/** In every list, first; it has no row. */
const sandboxProvider: ModelProvider = {
  id: toId('provider', '00000000-0000-7000-8000-000000000000'),
  kind: 'sandbox',
  slug: 'sandbox',
  name: sandboxModelTitle,
  baseUrl: null,
  hasKey: false,
  defaultModel: 'sandbox-1',
  status: 'active',
  reason: null,
  models: [{ id: 'sandbox-1', tools: true, structured: true, usage: true, checkedAt: null }],
  createdAt: builtIn,
  updatedAt: builtIn,
};
