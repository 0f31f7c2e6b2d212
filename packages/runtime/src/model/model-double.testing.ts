import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a provider of the OpenAI wire does with one request, by a test's script. */
export type WireAnswer =
  | {
      kind: 'message';
      text?: string;
      calls?: readonly { name: string; arguments: string; id?: string }[];
      finish?: string;
      usage?: false;
    }
  | { kind: 'error'; status: number; body?: string; headers?: Record<string, string> }
  | { kind: 'body'; body: string; contentType?: string }
  /** The connection ends without a word. */
  | { kind: 'drop' }
  /** The headers come, then half of the body, then the connection ends. */
  | { kind: 'cut' }
  | { kind: 'hang' };

export type ModelDouble = AsyncDisposable & {
  baseUrl: string;
  /** Bodies and authorization headers, as they came. */
  requests: { path: string; authorization: string | undefined; body: Record<string, unknown> }[];
  /** Answers in turn; the last one again and again. */
  answers: WireAnswer[];
};

/** A provider on a real socket. */
export async function openModelDouble(...answers: WireAnswer[]): Promise<ModelDouble> {
  const requests: ModelDouble['requests'] = [];
  const double = { requests, answers };
  const server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const { authorization } = request.headers;
      requests.push({ path: request.url ?? '', authorization, body: text === '' ? {} : JSON.parse(text) });
      const answer = double.answers[Math.min(requests.length, double.answers.length) - 1];
      if (answer) give(response, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(double, {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function give(response: ServerResponse, answer: WireAnswer): void {
  if (answer.kind === 'hang') return;
  if (answer.kind === 'drop') response.destroy();
  else if (answer.kind === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"id":"c1","choices":[', () => response.destroy());
  } else if (answer.kind === 'error') {
    response
      .writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
      .end(answer.body ?? '{}');
  } else if (answer.kind === 'body') {
    response.writeHead(200, { 'content-type': answer.contentType ?? 'application/json' }).end(answer.body);
  } else
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completionOf(answer)));
}

function completionOf({ text, calls, finish, usage }: Extract<WireAnswer, { kind: 'message' }>): unknown {
  const toolCalls = calls?.map(({ name, arguments: args, id }, at) => ({
    id: id ?? `call_${at}`,
    type: 'function',
    function: { name, arguments: args },
  }));
  return {
    id: 'cmpl-1',
    object: 'chat.completion',
    created: 1_795_428_000,
    model: 'double-1',
    choices: [
      {
        index: 0,
        finish_reason: finish ?? (toolCalls ? 'tool_calls' : 'stop'),
        message: {
          role: 'assistant',
          content: text ?? null,
          ...(toolCalls ? { tool_calls: toolCalls } : {}),
        },
      },
    ],
    ...(usage === false ? {} : { usage: { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150 } }),
  };
}
