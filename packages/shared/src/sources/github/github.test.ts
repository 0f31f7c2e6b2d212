import { Webhooks } from '@octokit/webhooks';
import { describe, expect, it } from 'vitest';
import type { Build } from '../../shape/build.schema.ts';
import { eventTypeOf } from '../../source/event-type.ts';
import { parseBody } from '../../source/parse-body.ts';
import { mutate, receivedRequest } from '../../source/request.testing.ts';
import type { AuthScheme } from '../../source/scheme.schema.ts';
import type { ReceivedRequest } from '../../source/signed-message.ts';
import { verifyRequest } from '../../source/verify-request.reader.ts';
import { githubSource } from './github.definition.ts';
import { githubReader } from './github.reader.ts';
import { githubSamples } from './github.samples.ts';

const secret = "It's a Secret to Everybody";
const octokit = new Webhooks({ secret });
const weSay = (request: ReceivedRequest) =>
  verifyRequest(
    githubSource.scheme as AuthScheme,
    request,
    [{ type: 'signing-secret', secrets: [secret] }],
    0,
  ).ok;

async function githubSays(request: ReceivedRequest): Promise<boolean> {
  const signature = request.headers['x-hub-signature-256'] ?? '';
  if (signature === '') return false;
  return octokit.verify(Buffer.from(request.rawBody).toString('utf8'), signature);
}

describe('GitHub', () => {
  it("accepts the example of GitHub's own documentation", () => {
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    expect(weSay(receivedRequest('Hello, World!', { 'x-hub-signature-256': signature }))).toBe(true);
  });

  it('judges every request as its own library does', async () => {
    for (const sample of githubSamples) {
      const body = JSON.stringify(sample.payload);
      const request = receivedRequest(body, { 'x-hub-signature-256': await octokit.sign(body) });
      expect([await githubSays(request), weSay(request)]).toEqual([true, true]);
    }
    const body = JSON.stringify(githubSamples[0]?.payload);
    const request = receivedRequest(body, { 'x-hub-signature-256': await octokit.sign(body) });
    for (let n = 0; n < 2_000; n += 1) {
      const mutated = mutate(request, ['x-hub-signature-256'], n);
      expect({ n, ok: weSay(mutated) }).toEqual({ n, ok: await githubSays(mutated) });
    }
  });

  it('names the event with its action', () => {
    const types = githubSamples.map(({ headers, payload }) =>
      eventTypeOf(githubSource, undefined, { headers, body: payload }),
    );
    expect(types).toEqual([...Array(4).fill('workflow_run.completed'), 'push', 'ping']);
  });

  it('reads a failed workflow run', () => {
    expect(buildOf(0)).toMatchObject({
      id: '9876543210',
      attempt: 1,
      repository: 'alpine/storefront',
      branch: 'main',
      status: 'completed',
      conclusion: 'failure',
      title: 'CI on main: failure (alpine/storefront)',
      commit: { sha: expect.stringMatching(/^3f1c/), author: { name: 'Grace Hopper' } },
      durationSeconds: 290,
      failedJobs: null,
      missing: ['failedJobs'],
    });
  });

  it('reads a run of a pull request, and one that never started', () => {
    expect(buildOf(1)).toMatchObject({
      conclusion: 'success',
      pullRequest: { number: 77, url: expect.stringMatching(/\/pull\/77$/) },
    });
    expect(buildOf(3)).toMatchObject({
      conclusion: 'failure',
      workflow: 'CI',
      branch: null,
      durationSeconds: null,
    });
  });

  it('reads the payload of a form, as old webhooks send it', async () => {
    const form = new URLSearchParams({ payload: JSON.stringify(githubSamples[4]?.payload) }).toString();
    const parsed = await parseBody(new TextEncoder().encode(form), 'application/x-www-form-urlencoded', {
      json: githubSource.json,
      formMember: githubSource.formMember ?? '',
    });
    expect(parsed).toMatchObject({ ok: true, body: { ref: 'refs/heads/main' } });
  });

  it('says which event to choose when a body holds no workflow run', () => {
    expect(() => read(githubSamples[4]?.payload)).toThrow(/workflow_run/);
  });
});

const buildOf = (index: number) => read(githubSamples[index]?.payload);

function read(body: unknown): Build {
  const request = { method: 'POST', query: {}, headers: {}, body, receivedAt: 0, captureId: 'cap_1' };
  return githubReader.normalise.build?.({ request, config: {} }) as Build;
}
