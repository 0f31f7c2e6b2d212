import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
} from '@ai-sdk/provider';
import { zodOfShape } from '@sista/shared/employee/output-schema';
import { sandboxModelRef } from '@sista/shared/model/model-provider.schema';
import type { DataShape } from '@sista/shared/node/data-shape';
import type { SandboxExample } from '@sista/shared/role/define-role';
import { callModel, estimateTokens } from './call-model.ts';
import { evidenceIn, valuesNamed } from './evidence.ts';
import { fillSchema, sandboxPrefix } from './fill-schema.ts';
import type { OpenModel } from './model-call.types.ts';
import {
  chooseExample,
  type EvaluateTemplate,
  labelProse,
  resolveDeep,
  type ScriptScope,
} from './play-script.ts';
import { isRecord, readRequest, type SeenTask, submitToolName } from './read-request.ts';

export type SandboxOptions = {
  /** The script, the most special first: of the template's node, then of the role. */
  examples: readonly SandboxExample[];
  evaluate: EvaluateTemplate;
};

/**
 * The model of a new workspace: no network, no clock, no randomness. It really calls the tools it is offered, in
 * order, once their arguments can be found in the data; then it fills in the result. Its prose is labelled.
 */
export function createSandboxModel(options: SandboxOptions): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'sandbox',
    modelId: 'sandbox-1',
    supportedUrls: {},
    doGenerate: (request) => answerRequest(request, options),
    doStream: () => Promise.reject(new Error('The sandbox model does not stream.')),
  };
}

/** The sandbox as the task loop calls it. */
export function openSandboxModel(options: SandboxOptions): OpenModel {
  const model = createSandboxModel(options);
  return {
    ref: sandboxModelRef,
    sandbox: true,
    structured: true,
    providerId: null,
    async call(request, { signal }) {
      signal.throwIfAborted();
      return callModel(model, request, signal);
    },
  };
}

async function answerRequest(
  request: LanguageModelV4CallOptions,
  { examples, evaluate }: SandboxOptions,
): Promise<LanguageModelV4GenerateResult> {
  const task = readRequest(request);
  const scope: ScriptScope = { input: liftTrigger(task.input), tools: task.results };
  const example = await chooseExample(examples, scope, evaluate);
  const call = await nextCall(task, scope, example, evaluate);
  if (call)
    return generated(request, [{ type: 'tool-call', toolCallId: `sandbox_${task.called.size}`, ...call }]);
  if (task.answer === null) return generated(request, [{ type: 'text', text: summaryOf(task) }]);
  const result = JSON.stringify(await fillResult(task, task.answer.schema, scope, example, evaluate));
  return task.answer.by === 'text'
    ? generated(request, [{ type: 'text', text: result }])
    : generated(request, [
        { type: 'tool-call', toolCallId: 'sandbox_result', toolName: submitToolName, input: result },
      ]);
}

/** Scripts say `input.order`, whether the data is the order's trigger or the order itself. */
function liftTrigger(input: unknown): unknown {
  return isRecord(input) && isRecord(input.trigger) ? { ...input.trigger, ...input } : input;
}

/** The first tool, in the order offered, that was not called yet and whose arguments are known. */
async function nextCall(
  task: SeenTask,
  scope: ScriptScope,
  example: SandboxExample | undefined,
  evaluate: EvaluateTemplate,
): Promise<{ toolName: string; input: string } | undefined> {
  for (const { name, parameters } of task.tools) {
    if (task.called.has(name)) continue;
    const scripted = example?.calls?.find(({ tool }) => tool === name);
    const given = scripted ? await resolveDeep(scripted.args, scope, evaluate) : {};
    const args = argumentsFor(parameters, given as Record<string, unknown>, task);
    if (args && zodOfShape(parameters).safeParse(args).success)
      return { toolName: name, input: JSON.stringify(args) };
  }
  return undefined;
}

function argumentsFor(
  parameters: DataShape,
  given: Record<string, unknown>,
  task: SeenTask,
): Record<string, unknown> | undefined {
  const evidence = evidenceIn(task.input, task.results);
  const args: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(parameters.properties ?? {})) {
    const found = valuesNamed(evidence, name);
    if (given[name] !== undefined) args[name] = given[name];
    else if (schema.type === 'array')
      args[name] = [...new Set(found)].slice(0, Number(schema.maxItems ?? 50));
    else if (found[0] !== undefined) args[name] = found[0];
    else if (Array.isArray(schema.type) && schema.type.includes('null')) args[name] = null;
    else return undefined;
  }
  return args;
}

async function fillResult(
  task: SeenTask,
  schema: DataShape,
  scope: ScriptScope,
  example: SandboxExample | undefined,
  evaluate: EvaluateTemplate,
): Promise<unknown> {
  const known = { evidence: evidenceIn(task.input, task.results), summary: summaryOf(task) };
  const filled = fillSchema(schema, '', known) as Record<string, unknown>;
  const data = JSON.stringify(scope);
  const said: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (!example || !Object.hasOwn(example.set, name)) continue;
    const value = labelProse(await resolveDeep(example.set[name], scope, evaluate), property, data);
    if (value !== undefined) said[name] = value;
  }
  if (Object.keys(said).length === 0) return filled;
  const scripted = { ...filled, ...said };
  if (zodOfShape(schema).safeParse(scripted).success) return scripted;
  // A script may not fit a schema that somebody changed: then the plain value stands where it does not.
  for (const [name, value] of Object.entries(said)) if (fits(schema, name, value)) filled[name] = value;
  return filled;
}

function fits(schema: DataShape, name: string, value: unknown): boolean {
  const property = schema.properties?.[name];
  if (!property) return false;
  const single: DataShape = {
    type: 'object',
    properties: { [name]: property },
    required: [name],
    additionalProperties: false,
  };
  return zodOfShape(single).safeParse({ [name]: value }).success;
}

function summaryOf(task: SeenTask): string {
  const known = evidenceIn(task.input);
  const about = ['title', 'subject', 'number', 'id', 'name']
    .map((name) => valuesNamed(known, name)[0])
    .find((value) => value !== undefined);
  const tools = Object.keys(task.results);
  const read = tools.length > 0 ? ` Looked at: ${tools.join(', ')}.` : '';
  return `${sandboxPrefix} A scripted answer${about === undefined ? '' : ` about ${about}`}.${read}`;
}

function generated(
  request: LanguageModelV4CallOptions,
  content: LanguageModelV4GenerateResult['content'],
): LanguageModelV4GenerateResult {
  const calls = content.some(({ type }) => type === 'tool-call');
  const input = estimateTokens(JSON.stringify([request.prompt, request.tools ?? []]));
  const output = estimateTokens(JSON.stringify(content));
  return {
    content,
    finishReason: { unified: calls ? 'tool-calls' : 'stop', raw: undefined },
    usage: {
      inputTokens: { total: input, noCache: input, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: output, text: output, reasoning: undefined },
    },
    warnings: [],
  };
}
