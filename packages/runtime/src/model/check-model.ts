import type { ModelAbilities, ProviderCheck } from '@sista/shared/model/model-provider.schema';
import type { Outbound } from '../http/outbound.ts';
import type { ModelOutcome, ModelRequest } from './model-call.types.ts';
import { openProviderModel, type ProviderFacts } from './provider-model.ts';

const checkTimeoutMs = 30_000;

/**
 * Three small calls that find out what a model can do: answer in words, call a tool, keep to a schema. The first one
 * decides whether the provider works at all; a passed check ends a pause.
 */
export async function checkModel(
  outbound: Outbound,
  provider: Omit<ProviderFacts, 'structured'>,
  modelId: string,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<ProviderCheck> {
  const model = openProviderModel(outbound, { ...provider, structured: true }, modelId);
  const ask = (request: Partial<ModelRequest>) =>
    model.call({ ...plainRequest, ...request }, { timeoutMs: checkTimeoutMs, signal });
  const words = await ask({});
  if (words.kind === 'lost') return { ok: false, message: words.message, abilities: null };
  const tools = usesTool(await ask({ prompt: promptOf('Call the tool "ping" now.'), tools: [ping] }));
  const structured = keepsSchema(
    await ask({ prompt: promptOf('Answer with JSON: {"ok": true}.'), responseSchema: okShape }),
  );
  const abilities: ModelAbilities = {
    id: modelId,
    tools,
    structured,
    usage: !words.estimated,
    checkedAt: new Date(now).toISOString(),
  };
  return { ok: true, message: sentenceOf(provider.name, abilities), abilities };
}

const promptOf = (text: string): ModelRequest['prompt'] => [
  { role: 'user', content: [{ type: 'text', text }] },
];

const plainRequest: ModelRequest = {
  prompt: promptOf('Answer with the one word: ready.'),
  tools: [],
  responseSchema: null,
  maxOutputTokens: 256,
  temperature: null,
};
const ping: ModelRequest['tools'][number] = {
  type: 'function',
  name: 'ping',
  description: 'Answers pong.',
  inputSchema: { type: 'object', properties: {}, additionalProperties: false },
};
const okShape = {
  type: 'object' as const,
  properties: { ok: { type: 'boolean' as const } },
  required: ['ok'],
  additionalProperties: false,
};

const usesTool = (outcome: ModelOutcome) =>
  outcome.kind === 'answer' && outcome.calls.some(({ tool }) => tool === 'ping');

/** Bare JSON counts only: a model that needs its answer dug out of prose gets the schema in its instructions. */
function keepsSchema(outcome: ModelOutcome): boolean {
  if (outcome.kind !== 'answer') return false;
  try {
    return typeof (JSON.parse(outcome.text) as { ok?: unknown }).ok === 'boolean';
  } catch {
    return false;
  }
}

function sentenceOf(name: string, { tools, structured, usage }: ModelAbilities): string {
  const lacks = [
    !tools && 'call tools',
    !structured && 'keep to a schema by itself',
    !usage && 'tell its usage',
  ].filter(Boolean);
  if (lacks.length === 0) return `${name} answers, calls tools and keeps to a schema.`;
  const advice = tools ? '' : ' Employees who need tools want another model.';
  return `${name} answers, but does not ${lacks.join(', nor ')}.${advice}`;
}
