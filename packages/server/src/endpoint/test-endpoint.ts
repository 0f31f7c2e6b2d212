import type { EndpointTest, TestEndpointInput } from '@sista/shared/endpoint/endpoint-api.schema';
import { toId } from '@sista/shared/ids';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** Sends one event now, marked as a test; the answer holds the whole attempt. */
export async function testEndpoint(context: Context, input: TestEndpointInput): Promise<EndpointTest> {
  const test = await context.runtime.endpoints.test(context.workspaceId, input);
  const { outcome } = test.attempt;
  await recordAudit(context, 'endpoint.test', toId('endpoint', input.id), {
    eventType: input.eventType,
    outcome,
  });
  return test;
}
