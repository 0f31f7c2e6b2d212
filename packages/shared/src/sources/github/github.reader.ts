import type { Build, BuildConclusion } from '../../shape/build.schema.ts';
import { secondsBetween, toMoment } from '../../shape/moment.ts';
import { type ReaderCall, type SourceReader, UnreadableBody } from '../../source/define-source.ts';
import { integerAt, type JsonRecord, joined, listAt, recordAt, textAt } from '../../source/read-json.ts';

export const githubReader: SourceReader = { source: 'github', normalise: { build: readBuild } };

function readBuild({ request }: ReaderCall): Build {
  const body = recordAt(request.body);
  const run = recordAt(body?.workflow_run);
  const id = textAt(run?.id);
  if (!body || !run || id === null)
    throw new UnreadableBody(
      'The body holds no workflow_run. Choose the event "Workflow runs" at GitHub, and workflow_run.completed in the trigger.',
    );
  const repository = textAt(recordAt(body.repository)?.full_name);
  const workflow = textAt(run.name) ?? textAt(recordAt(body.workflow)?.name);
  const status = statusOf(textAt(run.status));
  const conclusion = conclusionOf(textAt(run.conclusion));
  const branch = textAt(run.head_branch);
  const startedAt = toMoment(run.run_started_at) ?? toMoment(run.created_at);
  const finishedAt = status === 'completed' ? toMoment(run.updated_at) : null;
  const url = textAt(run.html_url);
  const ended = status === 'completed' ? conclusion : status;
  return {
    source: 'github',
    title: `${joined([workflow, branch && `on ${branch}`], ' ') ?? `Build ${id}`}: ${ended}${repository ? ` (${repository})` : ''}`,
    externalUrl: url,
    complete: false,
    missing: ['failedJobs'],
    provider: 'github',
    id,
    attempt: Math.max(1, integerAt(run.run_attempt) ?? 1),
    repository,
    repositoryUrl: textAt(recordAt(body.repository)?.html_url),
    branch,
    tag: null,
    pullRequest: pullRequestOf(run, textAt(recordAt(body.repository)?.html_url)),
    commit: commitOf(run, textAt(recordAt(body.repository)?.html_url)),
    workflow,
    number: integerAt(run.run_number),
    status,
    conclusion,
    url,
    startedAt,
    finishedAt,
    durationSeconds: secondsBetween(startedAt, finishedAt),
    failedJobs: null,
  };
}

function statusOf(status: string | null): Build['status'] {
  if (status === 'completed') return 'completed';
  return status === 'in_progress' ? 'running' : 'queued';
}

const conclusions: Readonly<Record<string, BuildConclusion>> = {
  success: 'success',
  failure: 'failure',
  startup_failure: 'failure',
  cancelled: 'cancelled',
  timed_out: 'timed_out',
  skipped: 'skipped',
  neutral: 'skipped',
  stale: 'skipped',
};

const conclusionOf = (conclusion: string | null): BuildConclusion =>
  conclusions[conclusion ?? ''] ?? 'unknown';

/** The API's address of a pull request is no page; the page is made from the repository's. */
function pullRequestOf(run: JsonRecord, repositoryUrl: string | null): Build['pullRequest'] {
  const first = recordAt(listAt(run.pull_requests)[0]);
  const number = integerAt(first?.number);
  if (number === null) return null;
  return { number, url: repositoryUrl ? `${repositoryUrl}/pull/${number}` : null };
}

function commitOf(run: JsonRecord, repositoryUrl: string | null): Build['commit'] {
  const head = recordAt(run.head_commit);
  const sha = textAt(run.head_sha) ?? textAt(head?.id);
  if (sha === null) return null;
  const author = recordAt(head?.author);
  return {
    sha,
    message: textAt(head?.message),
    author: author ? { name: textAt(author.name), email: textAt(author.email) } : null,
    url: repositoryUrl ? `${repositoryUrl}/commit/${sha}` : null,
  };
}
