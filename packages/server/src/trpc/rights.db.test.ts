import { newUuid, toId } from '@sista/shared/ids';
import { type Right, type Role, rightsOf, roles } from '@sista/shared/rights';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { appRouter } from './app-router.ts';
import type { ProcedureMeta } from './trpc.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

type Procedure = { _def: { meta?: ProcedureMeta } };
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>).map(
  ([name, procedure]) => ({ name, right: procedure._def.meta?.right as Right }),
);

describe('every procedure', () => {
  it.each(procedures)('$name asks for a right of the table', ({ right }) => {
    expect(rightsOf.owner.has(right)).toBe(true);
  });

  it.each(procedures)('$name refuses who is not signed in', async ({ name }) => {
    const answer = await server.signedOut.trpc(name, {});
    expect(answer).toMatchObject({ status: 401, body: { code: 'signed_out' } });
  });

  it.each(procedures)('$name refuses the workspace of a stranger', async ({ name }) => {
    const owner = await server.as('owner');
    const elsewhere = { 'x-sista-workspace': toId('workspace', newUuid()) };
    const answer = await owner.trpc(name, {}, elsewhere);
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  const lacking = procedures.flatMap(({ name, right }) =>
    roles.filter((role) => !rightsOf[role].has(right)).map((role: Role) => ({ name, right, role })),
  );
  it.each(lacking)('$name refuses the role $role, which lacks $right', async ({ name, right, role }) => {
    const answer = await (await server.as(role)).trpc(name, {});
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden', details: { right } } });
  });
});
