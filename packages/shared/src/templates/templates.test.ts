import { describe, expect, it } from 'vitest';
import { templateDocs } from '../docs.gen.ts';
import { flowIssues } from '../flow/flow-issues.ts';
import { parseFlow } from '../flow/parse-flow.ts';
import { nodeDefinitions } from '../nodes.gen.ts';
import { readers } from '../readers.gen.ts';
import { roleDefinitions } from '../roles.gen.ts';
import { roleOfRef } from '../template/define-template.ts';
import { templates } from '../templates.gen.ts';

const catalogue = new Map(Object.entries(nodeDefinitions));

describe.each(Object.entries(templates))('the template %s', (id, template) => {
  const { document, samples, hires, makeItYours, script, expected } = template;

  it('has a document without errors, and three samples that its trigger can read', async () => {
    expect(template.id).toBe(id);
    const parsed = parseFlow(document);
    expect(parsed).toMatchObject({ ok: true });
    if (!parsed.ok) return;
    const issues = flowIssues(parsed.document, catalogue);
    expect(issues.filter(({ level }) => level === 'error')).toEqual([]);
    expect(new Set(issues.map(({ code }) => code))).not.toContain('unknown_reference');
    expect(samples.map((sample) => sample.id)).toEqual(['plain', 'exception', 'hostile']);
    const trigger = document.nodes[0];
    const shape = nodeDefinitions[trigger?.type ?? '']?.trigger?.shape;
    const normalise = shape && readers.generic?.normalise?.[shape];
    for (const { payload } of samples) {
      const request = {
        captureId: 'cap',
        method: 'POST',
        query: {},
        headers: {},
        body: payload,
        rawBody: JSON.stringify(payload),
        receivedAt: 0,
      };
      const read = await normalise?.({ request, config: { source: 'generic' } } as never);
      expect(read).toMatchObject({ id: (payload as { id: string }).id });
    }
  });

  it('hires for every role that it names, with tools that the role knows', () => {
    const named = document.nodes.flatMap(({ config }) => roleOfRef(config?.employee) ?? []);
    expect(hires.map(({ ref }) => roleOfRef(ref)).sort()).toEqual([...new Set(named)].sort());
    for (const { ref, tools } of hires) {
      const role = roleDefinitions[roleOfRef(ref) ?? ''];
      for (const tool of tools) expect(role?.tools).toContain(tool);
    }
  });

  it('names nodes that exist in its three fields, its script and its expected ends, and has a page', () => {
    const ids = document.nodes.map((node) => node.id);
    expect(makeItYours).toHaveLength(3);
    for (const { nodeId } of makeItYours) expect(ids).toContain(nodeId);
    for (const nodeId of Object.keys(script)) expect(ids).toContain(nodeId);
    for (const end of Object.values(expected)) for (const nodeId of end.path) expect(ids).toContain(nodeId);
    expect(templateDocs[id]).toContain(`# ${template.title}`);
  });
});
