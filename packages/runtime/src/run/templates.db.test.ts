import { flowDocument } from '@sista/shared/flow/flow.schema';
import { nodeDefinitions } from '@sista/shared/nodes';
import { readers } from '@sista/shared/readers';
import { buildTrigger } from '@sista/shared/source/build-trigger';
import { templates } from '@sista/shared/templates';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hireForDocument } from '../employee/hire-for-document.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await openRunWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

for (const template of Object.values(templates)) {
  describe(`the template "${template.title}" on the sandbox model`, () => {
    for (const sample of template.samples) {
      it(`ends as promised for the ${sample.id} sample, before anything is connected`, async () => {
        const asking = {
          workspaceId: world.workspaceId,
          by: null,
          via: 'template' as const,
          templateId: template.id,
        };
        const parsed = flowDocument.parse(template.document);
        const { document } = await world.database.prisma.$transaction((catalogue) =>
          hireForDocument(catalogue, asking, parsed, template.hires),
        );
        const node = document.nodes.find(({ type }) => nodeDefinitions[type]?.trigger);
        const definition = nodeDefinitions[node?.type ?? ''];
        if (!node || !definition?.trigger) throw new Error('a template has a trigger');
        const request = {
          captureId: 'cap_1',
          method: 'POST',
          query: {},
          headers: {},
          body: sample.payload,
          receivedAt: Date.now(),
        };
        const built = await buildTrigger({ definition, config: node.config, readers, request });
        if (!built.ok) throw new Error(built.message);
        const run = await world.run(document, {
          mode: 'test',
          effects: 'suppress',
          input: built.trigger,
          trigger: definition.trigger.kind,
        });
        const expected = template.expected[sample.id];
        const ran = run.stepList.filter(({ seq }) => seq > 0).map(({ nodeId }) => nodeId);
        expect(run.status).toBe(expected.status);
        expect([node.id, ...ran].sort()).toEqual([...expected.path].sort());
        for (const [nodeId, output] of Object.entries(expected.outputs))
          expect(run.stepList.find((step) => step.nodeId === nodeId)?.output).toMatchObject(output);
      });
    }
  });
}
