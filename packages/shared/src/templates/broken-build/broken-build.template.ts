import { buildInvestigatorRole } from '../../roles/build-investigator/build-investigator.role.ts';
import { defineTemplate, type TemplateDefinition } from '../../template/define-template.ts';
import { brokenBuildSamples } from './broken-build.samples.ts';
import { brokenBuildScript } from './broken-build.script.ts';

const document: TemplateDefinition['document'] = {
  schema: 'sista.flow/1',
  name: 'Explain broken builds',
  vars: { channel: '#builds' },
  nodes: [
    {
      id: 'build',
      type: 'trigger-build',
      name: 'Build ended',
      position: { x: 0, y: 160 },
      config: { on: 'any', source: 'generic' },
    },
    {
      id: 'failed',
      type: 'filter',
      name: 'Only failures',
      position: { x: 320, y: 160 },
      config: { when: "{{ trigger.build.conclusion = 'failure' }}" },
    },
    {
      id: 'investigate',
      type: 'employee-task',
      name: 'Find the cause',
      position: { x: 640, y: 160 },
      config: {
        employee: 'role:build-investigator',
        instructions:
          'Build {{ trigger.build.number }} of {{ trigger.build.branch }} failed. Read its log and the recent commits, and say what broke it.',
        input: { build: '{{ trigger.build }}', log: '{{ trigger.body.log }}' },
        output: buildInvestigatorRole.outputPresets[0]?.output,
      },
    },
    {
      id: 'post',
      type: 'send-slack',
      name: 'Post the summary',
      position: { x: 960, y: 0 },
      config: {
        channel: '{{ vars.channel }}',
        text: 'Build {{ trigger.build.number }} failed ({{ steps.investigate.output.cause }}): {{ steps.investigate.output.summary }}',
      },
    },
    {
      id: 'tell',
      type: 'emit-event',
      name: 'Tell subscribers',
      position: { x: 960, y: 240 },
      config: {
        type: 'custom.build_triaged',
        data: {
          build: '{{ trigger.build.id }}',
          repository: '{{ trigger.build.repository }}',
          cause: '{{ steps.investigate.output.cause }}',
          suspectCommit: '{{ steps.investigate.output.suspectCommit }}',
          summary: '{{ steps.investigate.output.summary }}',
          suggestedFix: '{{ steps.investigate.output.suggestedFix }}',
        },
      },
    },
  ],
  edges: [
    { id: 'e1', source: 'build', target: 'failed' },
    { id: 'e2', source: 'failed', target: 'investigate' },
    { id: 'e3', source: 'investigate', target: 'post' },
    { id: 'e4', source: 'investigate', target: 'tell' },
  ],
};

const dependency = {
  status: 'succeeded',
  path: ['build', 'failed', 'investigate', 'post', 'tell'],
  outputs: {
    investigate: {
      cause: 'dependency',
      failingStep: 'install',
      suspectCommit: { sha: '9f2c1ab', author: 'Linus Park', message: 'Update payment client to 5.0' },
    },
  },
} as const;

export const brokenBuildTemplate = defineTemplate({
  id: 'broken-build',
  title: 'Explain broken builds',
  outcome: 'A failed build comes with its cause, the commit that most likely broke it, and the smallest fix.',
  category: 'engineering',
  icon: 'Hammer',
  hires: [
    {
      ref: 'role:build-investigator',
      name: 'Bea',
      title: 'Build investigator',
      tools: ['read_log', 'recent_commits', 'commit_detail'],
    },
  ],
  document,
  samples: brokenBuildSamples,
  makeItYours: [
    { nodeId: 'build', path: 'config.source', label: 'Who builds' },
    { nodeId: 'build', path: 'config.credential', label: 'The secret it signs with' },
    { nodeId: 'post', path: 'config.credential', label: 'Your Slack connection' },
  ],
  script: brokenBuildScript,
  expected: {
    plain: dependency,
    exception: {
      status: 'succeeded',
      path: ['build', 'failed', 'investigate', 'post', 'tell'],
      outputs: {
        investigate: {
          cause: 'test',
          failingStep: 'test',
          evidence: 'FAIL  src/basket.test.ts > shows the delivery day',
        },
      },
    },
    hostile: dependency,
  },
});
