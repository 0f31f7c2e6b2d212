import { isRecord } from '../node/config-pieces.ts';
import type { AnyExecutor } from '../node/define-executor.ts';
import { openLoopback } from '../node/loopback.testing.ts';
import { runExecutor } from '../node/run-executor.testing.ts';
import type { StepRecord, TestStep } from '../node/step-record.testing.ts';

/**
 * The example of a node's page. Its blocks are JSON with a name behind the language: `config`, `scope` and `previous`
 * go in, and `resumed` where the page shows the end of a wait; `answer` is what the called server says, `rows` what a
 * data source has; `result`, `sent`, `emitted`, `tasks`, `queries` and `effects` are what is promised.
 */
export type DocsExample = Readonly<Record<string, unknown>>;

const block = /^```json (\w+)\n([\s\S]*?)^```$/gm;

export function exampleOf(page: string): DocsExample {
  const named = [...page.matchAll(block)].map(
    ([, name, text]) => [name, JSON.parse(text as string)] as const,
  );
  return Object.fromEntries(named);
}

export type RanExample = { record: StepRecord; promised: Readonly<Record<string, unknown>> };

/** Runs the example. What goes outside is held back, unless the page says what the server answers. */
export async function runExample(executor: AnyExecutor, example: DocsExample): Promise<RanExample> {
  const { config, scope, previous, resumed, rows, answer, ...promised } = example;
  const step: TestStep = {
    config,
    scope: isRecord(scope) ? scope : {},
    previous: isRecord(previous) ? previous : {},
    holdBack: answer === undefined,
    ...(resumed === undefined ? {} : { resumed: resumed as NonNullable<TestStep['resumed']> }),
    ...(rows === undefined ? {} : { query: () => answerOf(rows as Row[]) }),
  };
  if (!isRecord(answer)) return { record: await runExecutor(executor, step), promised };
  await using server = await openLoopback(() => ({
    status: answer.status as number,
    headers: answer.headers as Record<string, string>,
    body: JSON.stringify(answer.body),
  }));
  const { origin } = new URL((config as { url: string }).url);
  return { record: await runExecutor(executor, { ...step, origins: { [origin]: server.origin } }), promised };
}

type Row = Readonly<Record<string, unknown>>;

const answerOf = (rows: readonly Row[]) => ({ columns: Object.keys(rows[0] ?? {}), rows, truncated: false });
