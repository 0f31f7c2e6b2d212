import { matchesPattern } from '@sista/shared/endpoint/event-pattern';
import { type AnyEventDefinition, summaryOf } from '@sista/shared/event/define-event';
import { eventCatalogue } from '@sista/shared/event/event-catalogue';
import { evaluateExpression } from '@sista/shared/expression/evaluate-expression';
import { ExpressionError } from '@sista/shared/expression/expression-error';
import { compileExpression } from '@sista/shared/expression/parse-expression';
import { type IdKind, toId } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import type { Sql } from '../db/sql.ts';
import type { FilterScope } from '../event/match-endpoints.ts';

/** A filter decides about every event, so one that needs longer than this on an example is refused. */
const mostMs = 100;

/** Why a text is no expression at all, and at which character; null when it can be evaluated. */
export function filterProblem(filter: string): { message: string; position: number | null } | null {
  const compiled = compileExpression(filter);
  return 'message' in compiled ? { message: compiled.message, position: compiled.position } : null;
}

/**
 * Tries a filter on the example of every type that the patterns take. Refuses with `invalid_input` and the place: a
 * filter that fails later parks deliveries.
 */
export async function checkFilter(filter: string | null, eventTypes: readonly string[]): Promise<void> {
  if (filter === null) return;
  const problem = filterProblem(filter);
  if (problem !== null) throw refused(problem.message, problem.position);
  for (const definition of Object.values<AnyEventDefinition>(eventCatalogue)) {
    if (!eventTypes.some((pattern) => matchesPattern(pattern, definition.type))) continue;
    await tryOn(filter, definition);
  }
}

async function tryOn(filter: string, definition: AnyEventDefinition): Promise<void> {
  const scope = exampleScope(definition);
  const options = { nowMs: Date.parse(scope.timestamp), seed: filter, timeoutMs: mostMs };
  try {
    await evaluateExpression(filter, scope, options);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw refused(`On the example of ${definition.type}: ${error.message}`, error.position, definition.type);
  }
}

function refused(message: string, position: number | null, eventType?: string): Refusal {
  const issue = { path: 'filter', message, position, ...(eventType === undefined ? {} : { eventType }) };
  const place = position === null ? '' : ` (at character ${position + 1})`;
  return new Refusal('invalid_input', `filter: ${message}${place}`, { issues: [issue] });
}

function exampleScope(definition: AnyEventDefinition): FilterScope {
  const { flow, run } = definition.example as Partial<Record<string, { id?: string }>>;
  return {
    type: definition.type,
    timestamp: '2026-11-23T09:00:00.000Z',
    subject: {
      ...(flow?.id === undefined ? {} : { flowId: flow.id }),
      ...(run?.id === undefined ? {} : { runId: run.id }),
    },
    data: exampleData(definition, 'https://flows.example/'),
  };
}

/** The whole `data` of a type's example, as it would be sent. */
export function exampleData(definition: AnyEventDefinition, url: string): Record<string, unknown> {
  return { summary: summaryOf(definition, definition.example), ...definition.example, url };
}

type Scopes = { employeeIds: readonly string[]; teamIds: readonly string[]; flowIds: readonly string[] };

/** Refuses ids of things that are not in the workspace: such a subscription would never get an event. */
export async function checkScopes(sql: Sql, workspaceId: string, scopes: Scopes): Promise<void> {
  const { employeeIds, teamIds, flowIds } = scopes;
  if (employeeIds.length + teamIds.length + flowIds.length === 0) return;
  const missing = await sql.query<{ kind: IdKind; id: string }>(
    'missing-scopes',
    `select 'employee' as kind, i.id::text from unnest($2::uuid[]) i (id)
       where not exists (select from public.employee x where x.id = i.id and x.workspace_id = $1)
     union all select 'team', i.id::text from unnest($3::uuid[]) i (id)
       where not exists (select from public.team x where x.id = i.id and x.workspace_id = $1)
     union all select 'flow', i.id::text from unnest($4::uuid[]) i (id)
       where not exists (select from public.flow x where x.id = i.id and x.workspace_id = $1 and x.deleted_at is null)`,
    [workspaceId, employeeIds, teamIds, flowIds],
  );
  if (missing.length === 0) return;
  const issues = missing.map(({ kind, id }) => ({
    path: `${kind}Ids`,
    message: `There is no ${kind} ${toId(kind, id)} in this workspace. Leave it out.`,
  }));
  throw new Refusal('invalid_input', `${issues[0]?.path}: ${issues[0]?.message}`, { issues });
}
