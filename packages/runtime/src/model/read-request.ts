import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { DataShape } from '@sista/shared/node/data-shape';
import { readFences } from '../task/fence-data.ts';

export const submitToolName = 'submit_result';

/** What a model can see of a task in one request. */
export type SeenTask = {
  input: unknown;
  /** The last good result of each tool. */
  results: Readonly<Record<string, unknown>>;
  called: ReadonlySet<string>;
  tools: readonly { name: string; parameters: DataShape }[];
  /** The form of the result, and how it is to be given. */
  answer: { by: 'submit' | 'text'; schema: DataShape } | null;
};

/** Reads data blocks, tool results, tools and schema out of a request, as any model would. */
export function readRequest({ prompt, tools = [], responseFormat }: LanguageModelV4CallOptions): SeenTask {
  const blocks: { source: string; value: unknown }[] = [];
  const results: Record<string, unknown> = {};
  const called = new Set<string>();
  for (const message of prompt) {
    if (message.role === 'user')
      for (const part of message.content) if (part.type === 'text') blocks.push(...readFences(part.text));
    if (message.role !== 'tool') continue;
    for (const part of message.content) {
      if (part.type !== 'tool-result') continue;
      called.add(part.toolName);
      const result = part.output.type === 'text' ? readFences(part.output.value)[0]?.value : undefined;
      if (isRecord(result) && result.ok === true) results[part.toolName] = result;
    }
  }
  const functions = tools.flatMap((tool) =>
    tool.type === 'function' ? [{ name: tool.name, parameters: tool.inputSchema as DataShape }] : [],
  );
  const submit = functions.find(({ name }) => name === submitToolName);
  const wanted =
    responseFormat?.type === 'json' ? (responseFormat.schema as DataShape | undefined) : undefined;
  return {
    input: blocks.find(({ source }) => source === 'input')?.value ?? null,
    results,
    called,
    tools: functions.filter(({ name }) => name !== submitToolName),
    answer: submit
      ? { by: 'submit', schema: submit.parameters }
      : wanted
        ? { by: 'text', schema: wanted }
        : null,
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
