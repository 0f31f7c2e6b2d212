import { createHash } from 'node:crypto';
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { migrateFlow } from '@sista/shared/flow/migrate-flow';
import type { NodeCatalogue } from '@sista/shared/flow/node-catalogue';
import { structureIssues } from '@sista/shared/flow/structure-issues';
import { newUuid, toId } from '@sista/shared/ids';
import { notFound, Refusal } from '@sista/shared/refusal';
import type { Sql } from '../db/sql.ts';

export type FrozenDraft = { versionId: string; document: FlowDocument };

/**
 * The draft as an unpublished version that a test runs, found again by the hash of its whole text while nothing was
 * changed. Refuses a drawing that cannot run at all; an unfinished step fails when the test gets there.
 */
export async function freezeDraft(
  sql: Sql,
  catalogue: NodeCatalogue,
  flow: { workspaceId: string; flowId: string; now: number },
): Promise<FrozenDraft> {
  const { workspaceId, flowId, now } = flow;
  const [row] = await sql.query<{ document: FlowDocument }>('read-draft', readText, [flowId, workspaceId]);
  if (!row) throw notFound('flow', toId('flow', flowId));
  const document = migrateFlow(row.document, catalogue);
  const issues = structureIssues(document, catalogue).filter(({ level }) => level === 'error');
  if (issues[0])
    throw new Refusal('invalid_flow', `This draft cannot run yet: ${issues[0].message}`, { issues });
  const text = JSON.stringify(document);
  const hash = `draft:${createHash('sha256').update(text).digest('base64url')}`;
  const [known] = await sql.query<{ id: string }>('find-frozen-draft', findText, [flowId, hash]);
  if (known) return { versionId: known.id, document };
  const versionId = newUuid(now);
  await sql.query('freeze-draft', insertText, [versionId, workspaceId, flowId, text, hash, new Date(now)]);
  return { versionId, document };
}

const readText =
  'select document from public.flow where id = $1 and workspace_id = $2 and deleted_at is null';
const findText =
  'select id from public.flow_version where flow_id = $1 and logic_hash = $2 and n is null limit 1';
const insertText = `insert into public.flow_version (id, workspace_id, flow_id, document, logic_hash, created_at)
  values ($1, $2, $3, $4::json, $5, $6)`;
