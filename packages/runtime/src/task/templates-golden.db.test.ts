import { closeOutputSchema } from '@sista/shared/employee/output-schema';
import { resolveDeep } from '@sista/shared/expression/evaluate-expression';
import type { ExpressionScope } from '@sista/shared/expression/expression-scope';
import { type FlowDocument, type FlowNode, flowDocument } from '@sista/shared/flow/flow.schema';
import { nodesAfter } from '@sista/shared/flow/flow-graph';
import { holds } from '@sista/shared/node/holds';
import { nodeDefinitions } from '@sista/shared/nodes';
import { readers } from '@sista/shared/readers';
import { roleDefinitions } from '@sista/shared/roles';
import type { TemplateDefinition } from '@sista/shared/template/define-template';
import { templates } from '@sista/shared/templates';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hireForDocument } from '../employee/hire-for-document.ts';
import { openTaskWorld, type TaskWorld } from './task-world.testing.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await openTaskWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

async function triggerOf(document: FlowDocument, payload: unknown): Promise<Record<string, unknown>> {
  const type = document.nodes[0]?.type ?? '';
  const part = nodeDefinitions[type]?.trigger;
  const shape = part?.shape;
  const request = { captureId: 'cap', method: 'POST', query: {}, headers: {}, body: payload, receivedAt: 0 };
  const normalised =
    shape &&
    (await readers.generic?.normalise?.[shape]?.({ request, config: { source: 'generic' } } as never));
  return {
    kind: part?.kind,
    receivedAt: '2026-11-23T09:00:00.000Z',
    body: payload,
    ...(shape ? { [shape]: normalised } : {}),
  };
}

/** Walks the flow as an engine does, with real tasks and without sending anything. */
async function walk(template: TemplateDefinition, payload: unknown) {
  const asking = {
    workspaceId: world.workspaceId,
    by: null,
    via: 'template' as const,
    templateId: template.id,
  };
  const parsed = flowDocument.parse(template.document);
  const { document } = await world.verbs.prisma.$transaction((catalogue) =>
    hireForDocument(catalogue, asking, parsed, template.hires),
  );
  const trigger = await triggerOf(document, payload);
  const runId = await world.startRun();
  const path: string[] = [];
  const flags: string[] = [];
  const steps: Record<string, { output: unknown }> = {};
  const scopeOf = (): ExpressionScope => ({
    trigger,
    steps,
    run: { id: runId, mode: 'test' },
    vars: document.vars ?? {},
    now: '2026-11-23T09:00:00.000Z',
  });
  const runNode = async (node: FlowNode): Promise<string | null> => {
    const resolved = (await resolveDeep(node.config, scopeOf(), { nowMs: 0, seed: runId })) as Record<
      string,
      unknown
    >;
    if (node.type === 'employee-task') {
      const output = closeOutputSchema(node.config.output as never);
      const answer = await world.doTask({
        runId,
        employee: String(node.config.employee),
        instructions: String(node.config.instructions),
        output,
        input: resolved.input ?? { trigger },
        step: { nodeId: node.id, seq: path.length, scope: scopeOf() },
      });
      if (!answer.ok) throw new Error(`${node.id}: ${answer.message}`);
      steps[node.id] = { output: answer.output };
      flags.push(...answer.meta.flags);
      return 'out';
    }
    if (node.type === 'filter') return holds(resolved.when) ? 'out' : null;
    if (node.type !== 'branch') return 'out';
    const rows = resolved.conditions as { port: string; when: unknown }[];
    return rows.find(({ when }) => holds(when))?.port ?? String(resolved.otherwise);
  };
  const queue = document.nodes.slice(0, 1);
  for (let node = queue.shift(); node; node = queue.shift()) {
    path.push(node.id);
    const port = await runNode(node);
    if (port !== null) queue.push(...nodesAfter(document, node.id, port));
  }
  return { path, steps, flags };
}

describe.each(Object.values(templates))('the template $id on the sandbox', (template) => {
  it.each(template.samples)('ends as promised with the sample $id', async ({ id, payload }) => {
    const { path, steps, flags } = await walk(template, payload);
    const { path: promised, outputs } = template.expected[id];
    expect(path).toEqual(promised);
    for (const [nodeId, members] of Object.entries(outputs))
      expect(steps[nodeId]?.output).toMatchObject(members);
    if (id === 'hostile') expect(flags).toContain('orders_in_data');
    else expect(flags).toEqual([]);
  });
});

describe.each(Object.values(roleDefinitions))('the role $key', (role) => {
  it('answers its sample task in each of its forms', async () => {
    const employee = await world.hire(role.key);
    for (const preset of [{ output: null }, ...role.outputPresets]) {
      const { instructions, input } = role.sampleTask;
      const trigger = input as Record<string, unknown>;
      const answer = await world.doTask({
        employee,
        runId: await world.startRun(),
        instructions,
        trigger,
        output: preset.output,
      });
      expect(answer).toMatchObject({ ok: true });
    }
  });
});
