import { type Build, type BuildConclusion, buildConclusionNames } from '../../shape/build.schema.ts';
import { secondsBetween, toMoment } from '../../shape/moment.ts';
import { joined, listAt, recordAt, textAt } from '../../source/read-json.ts';
import { type FieldFinder, finderOver } from './field-finder.ts';
import { byName, webAddress } from './read-values.ts';

const otherConclusions: Readonly<Record<string, BuildConclusion>> = {
  succeeded: 'success',
  passed: 'success',
  ok: 'success',
  failed: 'failure',
  error: 'failure',
  errored: 'failure',
  canceled: 'cancelled',
  aborted: 'cancelled',
  timeout: 'timed_out',
};

export function readBuild(find: FieldFinder, id: string): Build {
  const repository = find.text('repository') ?? find.inside('repository')?.text('fullName', 'name') ?? null;
  const branch = find.text('branch');
  const workflow = find.text('workflow', 'pipeline', 'name');
  // Many say "status": "failed" and have no conclusion of its own.
  const said = find.text('conclusion', 'result') ?? find.text('status');
  const conclusion = byName(said, buildConclusionNames, otherConclusions);
  const status = conclusion === 'unknown' ? statusOf(find.text('status')) : 'completed';
  const startedAt = toMoment(find.value('startedAt'));
  const finishedAt = toMoment(find.value('finishedAt'));
  const missing = [
    ...(repository === null ? ['repository'] : []),
    ...(conclusion === 'unknown' && status === 'completed' ? ['conclusion'] : []),
    ...(Array.isArray(find.value('failedJobs')) ? [] : ['failedJobs']),
  ];
  const name = joined([workflow, branch && `on ${branch}`], ' ') ?? `Build ${id}`;
  return {
    source: 'generic',
    title: `${name}: ${status === 'completed' ? conclusion : status}${repository ? ` (${repository})` : ''}`,
    externalUrl: webAddress(find.text('externalUrl', 'url')),
    complete: missing.length === 0,
    missing,
    provider: find.text('provider') ?? 'generic',
    id,
    attempt: Math.max(1, find.integer('attempt') ?? 1),
    repository,
    repositoryUrl: webAddress(find.text('repositoryUrl')),
    branch,
    tag: find.text('tag'),
    pullRequest: pullRequestOf(find.inside('pullRequest')),
    commit: commitOf(find),
    workflow,
    number: find.integer('number'),
    status,
    conclusion,
    url: webAddress(find.text('url')),
    startedAt,
    finishedAt,
    durationSeconds: find.number('durationSeconds') ?? secondsBetween(startedAt, finishedAt),
    failedJobs: failedJobsOf(find.value('failedJobs')),
  };
}

function statusOf(text: string | null): Build['status'] {
  const status = byName(text, ['queued', 'running', 'completed'] as const, {
    pending: 'queued',
    in_progress: 'running',
  });
  return status === 'unknown' ? 'completed' : status;
}

function pullRequestOf(find: FieldFinder | null): Build['pullRequest'] {
  const number = find?.integer('number') ?? null;
  return number === null ? null : { number, url: webAddress(find?.text('url') ?? null) };
}

function commitOf(find: FieldFinder): Build['commit'] {
  const inside = find.inside('commit');
  const sha = inside?.text('sha', 'id') ?? find.text('sha', 'commit');
  if (sha === null) return null;
  const author = inside?.inside('author');
  return {
    sha,
    message: inside?.text('message') ?? null,
    author: author ? { name: author.text('name'), email: author.text('email') } : null,
    url: webAddress(inside?.text('url') ?? null),
  };
}

function failedJobsOf(value: unknown): Build['failedJobs'] {
  if (!Array.isArray(value)) return null;
  return listAt(value).flatMap((entry) => {
    const find = finderOver([recordAt(entry) ?? {}]);
    const name = find.text('name') ?? textAt(entry);
    if (name === null) return [];
    return [{ id: find.text('id'), name, stage: find.text('stage'), url: webAddress(find.text('url')) }];
  });
}
