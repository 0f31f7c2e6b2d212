import { defineSource } from '../../source/define-source.ts';
import { hmacScheme } from '../../source/scheme.schema.ts';
import { githubSamples } from './github.samples.ts';

export const githubSource = defineSource({
  id: 'github',
  label: 'GitHub',
  summary: 'Builds, pushes, issues and other events of a GitHub repository or organisation.',
  icon: 'BrandGithub',
  shapes: ['build'],
  events: [
    { type: 'workflow_run.completed', label: 'Workflow run ended', newFor: ['build'] },
    { type: 'workflow_run.requested', label: 'Workflow run requested', newFor: [] },
    { type: 'workflow_run.in_progress', label: 'Workflow run started', newFor: [] },
    { type: 'push', label: 'Push', newFor: [] },
    { type: 'pull_request.opened', label: 'Pull request opened', newFor: [] },
    { type: 'issues.opened', label: 'Issue opened', newFor: [] },
    { type: 'issue_comment.created', label: 'Comment written', newFor: [] },
    { type: 'release.published', label: 'Release published', newFor: [] },
  ],
  scheme: hmacScheme.parse({ mode: 'hmac', header: 'X-Hub-Signature-256', parse: { prefix: 'sha256=' } }),
  eventType: ['header:X-GitHub-Event', 'json:/action'],
  dedupe: { id: [{ parts: ['header:X-GitHub-Delivery'] }], signed: false },
  handshakes: [{ name: 'ping', eventType: 'ping', answer: { status: 'handshake' } }],
  formMember: 'payload',
  setup: [
    'Open Settings, then Webhooks of the repository or organisation, and choose Add webhook.',
    'Paste {url} as the Payload URL and choose the content type application/json.',
    'Make up a long secret, paste it into Secret, and keep the same text as a credential of the type signing secret.',
    'Choose Let me select individual events, take off Pushes and tick Workflow runs.',
    'Choose the credential in the trigger. GitHub sends a ping at once, which shows up under Received.',
  ],
  samples: githubSamples,
});
