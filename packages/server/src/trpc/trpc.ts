import { Refusal } from '@sista/shared/refusal';
import { type Right, rightsOf } from '@sista/shared/rights';
import { initTRPC } from '@trpc/server';
import type { OpenApiMeta } from 'trpc-to-openapi';
import type { Actor } from '../auth/actor.ts';
import { formatError, trpcErrorOf } from './error-answer.ts';
import type { RequestContext } from './request-context.ts';

/** `created`: REST answers 201. The rest is what the OpenAPI document says of the procedure. */
export type ProcedureMeta = OpenApiMeta<{ right?: Right; created?: boolean }>;

const trpc = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    isDev: false,
    errorFormatter: ({ shape, error, ctx, path }) => formatError(shape, error, ctx?.log, path),
  });

export const router = trpc.router;

/**
 * The only builder of procedures. It refuses who is not signed in, and who lacks the right in the workspace that
 * they work in; `resolveActor` has already refused workspaces that they are no member of.
 */
export function procedure(right: Right) {
  return trpc.procedure.meta({ right }).use(async ({ ctx, next }) => {
    const { dbOf, ...rest } = ctx;
    const actor = demandRight(ctx.actor, right);
    const { workspaceId } = actor;
    const result = await next({ ctx: { ...rest, actor, workspaceId, db: dbOf(workspaceId) } });
    if (!result.ok && result.error.cause instanceof Refusal) throw trpcErrorOf(result.error.cause);
    return result;
  });
}

/** The actor, if there is one whose role has the right. For routes that are no procedure. */
export function demandRight(actor: Actor | null, right: Right): Actor {
  if (!actor) {
    throw trpcErrorOf(
      new Refusal('signed_out', 'Sign in, or send an API key as "Authorization: Bearer sk_…".'),
    );
  }
  if (!rightsOf[actor.role].has(right)) {
    throw trpcErrorOf(
      new Refusal(
        'forbidden',
        `Your role, ${actor.role}, does not include ${right}. Ask an owner of this workspace.`,
        {
          right,
        },
      ),
    );
  }
  return actor;
}
