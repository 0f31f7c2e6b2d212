import type { TemplateDefinition } from '../../template/define-template.ts';

const log = 'tools.read_log.page';
const lineOf = (pattern: string) => `{{ $match(${log}, /[^\\n]*${pattern}[^\\n]*/)[0].match }}`;
const suspect = (pattern: string) =>
  `{{ tools.recent_commits.rows[$contains(message, /${pattern}/i)][0].{ "sha": sha, "author": author, "message": message } }}`;
const step = '{{ input.build.failedJobs[0].name ? input.build.failedJobs[0].name : "unknown" }}';

export const brokenBuildScript: TemplateDefinition['script'] = {
  investigate: [
    {
      when: `$contains(${log}, /LOCKFILE|lockfile/)`,
      calls: [
        {
          tool: 'commit_detail',
          args: { sha: '{{ tools.recent_commits.rows[$contains(message, /update|upgrade/i)][0].sha }}' },
        },
      ],
      set: {
        cause: 'dependency',
        failingStep: step,
        suspectCommit: suspect('update|upgrade'),
        evidence: lineOf('OUTDATED_LOCKFILE'),
        confidence: 0.9,
        summary:
          'The lockfile does not match package.json: {{ tools.recent_commits.rows[$contains(message, /update|upgrade/i)][0].author }} raised a dependency without it.',
        suggestedFix: 'Run the install without "frozen-lockfile" once and commit the lockfile.',
      },
    },
    {
      when: `$contains(${log}, /FAIL/)`,
      calls: [{ tool: 'commit_detail', args: { sha: '{{ input.build.commit.sha }}' } }],
      set: {
        cause: 'test',
        failingStep: step,
        suspectCommit: suspect('delivery day'),
        evidence: lineOf('FAIL'),
        confidence: 0.7,
        summary: 'One test fails since the last commit that changed the same file.',
        suggestedFix: 'Read the assertion below the failed test and correct the expectation or the code.',
      },
    },
  ],
};
