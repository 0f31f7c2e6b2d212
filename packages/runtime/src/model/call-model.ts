import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
} from '@ai-sdk/provider';
import type { ModelAnswer, ModelRequest } from './model-call.types.ts';

/**
 * Asks a model of the SDK once, by its `doGenerate`: the SDK is a codec here, its own loop and retries would repeat
 * what was paid. Rejects as the model does.
 */
export async function callModel(
  model: LanguageModelV4,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<ModelAnswer> {
  const options = optionsOf(request, signal);
  return answerOf(await model.doGenerate(options), request);
}

function optionsOf(request: ModelRequest, abortSignal: AbortSignal): LanguageModelV4CallOptions {
  const { prompt, tools, responseSchema, maxOutputTokens, temperature } = request;
  return {
    prompt,
    maxOutputTokens,
    abortSignal,
    ...(temperature === null ? {} : { temperature }),
    ...(tools.length === 0 ? {} : { tools: [...tools], toolChoice: { type: 'auto' } }),
    ...(responseSchema === null
      ? {}
      : { responseFormat: { type: 'json', name: 'result', schema: responseSchema as JsonSchema } }),
  };
}

type JsonSchema = Extract<
  NonNullable<LanguageModelV4CallOptions['responseFormat']>,
  { type: 'json' }
>['schema'] & {};

function answerOf(result: LanguageModelV4GenerateResult, request: ModelRequest): ModelAnswer {
  const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const calls = result.content.flatMap((part) =>
    part.type === 'tool-call' ? [{ tool: part.toolName, args: parsed(part.input) }] : [],
  );
  const { inputTokens, outputTokens } = result.usage;
  const told = inputTokens.total !== undefined && outputTokens.total !== undefined;
  return {
    kind: 'answer',
    text,
    finish: finishOf(result.finishReason.unified),
    calls,
    tokensIn: inputTokens.total ?? estimateTokens(JSON.stringify(request.prompt)),
    tokensOut: outputTokens.total ?? estimateTokens(text + JSON.stringify(calls)),
    estimated: !told,
  };
}

/** A rough count that is right within a factor of two for any language model. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

function parsed(text: string): unknown {
  try {
    return text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    return text;
  }
}

function finishOf(reason: LanguageModelV4GenerateResult['finishReason']['unified']): ModelAnswer['finish'] {
  return reason === 'interrupted' ? 'other' : reason;
}
