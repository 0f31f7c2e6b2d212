import type { SourceSample } from '../../source/define-source.ts';

function headersOf(event: string, delivery: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/1a2b3c4',
    'x-github-event': event,
    'x-github-delivery': delivery,
    'x-github-hook-id': '512345678',
    'x-github-hook-installation-target-type': 'repository',
  };
}

const repository = {
  id: 701_234_567,
  name: 'storefront',
  full_name: 'alpine/storefront',
  private: true,
  html_url: 'https://github.com/alpine/storefront',
  default_branch: 'main',
};

const workflowRun = {
  id: 9_876_543_210,
  name: 'CI',
  head_branch: 'main',
  head_sha: '3f1c2b9a7d5e4f60718293a4b5c6d7e8f9012345',
  path: '.github/workflows/ci.yml',
  run_number: 418,
  run_attempt: 1,
  event: 'push',
  status: 'completed',
  conclusion: 'failure',
  workflow_id: 55_443_322,
  html_url: 'https://github.com/alpine/storefront/actions/runs/9876543210',
  pull_requests: [],
  created_at: '2026-11-23T08:55:00Z',
  updated_at: '2026-11-23T09:00:00Z',
  run_started_at: '2026-11-23T08:55:10Z',
  head_commit: {
    id: '3f1c2b9a7d5e4f60718293a4b5c6d7e8f9012345',
    message: 'Round totals up\n\nThe old way lost a cent.',
    timestamp: '2026-11-23T08:54:40Z',
    author: { name: 'Grace Hopper', email: 'grace@example.com' },
  },
};

const sender = { login: 'grace', id: 4_242, type: 'User' };
const workflow = { id: 55_443_322, name: 'CI', path: '.github/workflows/ci.yml', state: 'active' };

function completed(run: Record<string, unknown>): Record<string, unknown> {
  return { action: 'completed', workflow_run: { ...workflowRun, ...run }, workflow, repository, sender };
}

const push = {
  ref: 'refs/heads/main',
  before: '0000000000000000000000000000000000000000',
  after: '3f1c2b9a7d5e4f60718293a4b5c6d7e8f9012345',
  repository,
  pusher: { name: 'grace', email: 'grace@example.com' },
  commits: [
    {
      id: '3f1c2b9a7d5e4f60718293a4b5c6d7e8f9012345',
      message: 'Round totals up',
      added: [],
      removed: [],
      modified: ['src/total.ts'],
    },
  ],
};

const ping = {
  zen: 'Keep it logically awesome.',
  hook_id: 512_345_678,
  hook: { type: 'Repository', events: ['workflow_run'], active: true },
  repository,
};

export const githubSamples: readonly SourceSample[] = [
  {
    id: 'build-failed',
    title: 'A workflow run on main failed',
    size: 'usual',
    shapes: ['build'],
    headers: headersOf('workflow_run', '72d3162e-cc78-11e3-81ab-4c9367dc0958'),
    payload: completed({}),
  },
  {
    id: 'build-succeeded',
    title: 'A workflow run of a pull request succeeded',
    size: 'usual',
    shapes: ['build'],
    headers: headersOf('workflow_run', '72d3162e-cc78-11e3-81ab-4c9367dc0959'),
    payload: completed({
      id: 9_876_543_211,
      conclusion: 'success',
      head_branch: 'faster-totals',
      run_number: 419,
      pull_requests: [{ number: 77, url: 'https://api.github.com/repos/alpine/storefront/pulls/77' }],
    }),
  },
  {
    id: 'build-large',
    title: 'A failed run whose commit message is long',
    size: 'large',
    shapes: ['build'],
    headers: headersOf('workflow_run', '72d3162e-cc78-11e3-81ab-4c9367dc0960'),
    payload: completed({
      id: 9_876_543_212,
      run_attempt: 3,
      head_commit: { ...workflowRun.head_commit, message: 'Squashed\n'.repeat(2_000) },
    }),
  },
  {
    id: 'build-awkward',
    title: 'A run that never started, without branch and commit',
    size: 'awkward',
    shapes: ['build'],
    headers: headersOf('workflow_run', '72d3162e-cc78-11e3-81ab-4c9367dc0961'),
    payload: completed({
      id: 9_876_543_213,
      name: null,
      head_branch: null,
      head_commit: null,
      conclusion: 'startup_failure',
      run_started_at: '2026-11-23T09:05:00Z',
    }),
  },
  {
    id: 'push',
    title: 'A push to main',
    size: 'usual',
    shapes: [],
    headers: headersOf('push', '72d3162e-cc78-11e3-81ab-4c9367dc0962'),
    payload: push,
  },
  {
    id: 'ping',
    title: 'The ping after a webhook was added',
    size: 'usual',
    shapes: [],
    headers: headersOf('ping', '72d3162e-cc78-11e3-81ab-4c9367dc0963'),
    payload: ping,
  },
];
