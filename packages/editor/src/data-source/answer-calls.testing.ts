import type { RefusalCode } from '@sista/shared/refusal';

/** What the server answers a call with; a thrown `Refused` becomes its refusal. */
export type Answers = Readonly<Record<string, (input: never) => unknown>>;
export class Refused extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}
export type Asked = { name: string; input: unknown };

/**
 * Stands where the server is: answers the calls of the editor as tRPC and REST write them, and tells what was asked. A
 * REST call is named by method and path.
 */
export function answerCalls(answers: Answers): { asked: Asked[] } {
  const asked: Asked[] = [];
  const answerOf = (name: string, input: unknown) => {
    asked.push({ name, input });
    const answer = answers[name];
    if (!answer) throw new Error(`the test has no answer for ${name}`);
    return answer(input as never);
  };
  globalThis.fetch = async (address, init) => {
    const url = new URL(String(address), 'http://127.0.0.1');
    if (!url.pathname.startsWith('/trpc/'))
      return Response.json(answerOf(`${init?.method} ${url.pathname}`, init?.body));
    const inputs = JSON.parse((init?.body as string | undefined) ?? url.searchParams.get('input') ?? '{}');
    const names = url.pathname.slice('/trpc/'.length).split(',');
    const results = names.map((name, place) => {
      try {
        return { result: { data: answerOf(name, inputs[place]) } };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const { code, message } = error;
        return { error: { message, code: -32600, data: { refusal: { code, message, details: null } } } };
      }
    });
    return Response.json(results);
  };
  return { asked };
}
