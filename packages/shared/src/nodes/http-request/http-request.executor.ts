import { headerIssues } from '../../node/config-pieces.ts';
import { defineExecutor } from '../../node/define-executor.ts';
import type { FetchAnswer, FetchRequest, StepContext } from '../../node/step-context.ts';
import { done, failed } from '../../node/step-result.ts';
import { buildRequest, type HttpConfig, withSecrets } from './build-request.ts';
import { httpRequest } from './http-request.definition.ts';
import { checkStatus, readAnswer } from './read-answer.ts';

export const executeHttpRequest = defineExecutor(httpRequest, async ({ config, context }) => {
  const [reserved] = headerIssues(config.headers, 'request');
  if (reserved) return failed(reserved.code, reserved.message, { path: reserved.path });
  const request = buildRequest(config);
  if (request.method === 'GET' || request.method === 'HEAD')
    return done('out', readAnswer(config, await ask(config, context, request)));
  const about = { name: 'request', target: request.url, preview: previewOf(request) };
  const answer = await context.effect(about, (key) => ask(config, context, request, key));
  // Outside of the effect: a body that cannot be read does not undo what the server did.
  return done('out', readAnswer(config, answer));
});

/** A refusing status is thrown, and inside an effect that means: not done, so a retry sends it again. */
async function ask(
  config: HttpConfig,
  context: StepContext,
  request: FetchRequest,
  key?: string,
): Promise<FetchAnswer> {
  const credential = config.credential
    ? await context.credential(config.credential, ['bearer', 'basic', 'header'])
    : undefined;
  const answer = await context.fetch(withSecrets(request, credential, key));
  checkStatus(config, request, answer);
  return answer;
}

function previewOf({ method, url, headers, body }: FetchRequest): unknown {
  return { method, url, headers, body: body ?? null };
}
