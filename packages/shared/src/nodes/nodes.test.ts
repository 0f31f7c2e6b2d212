import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { nodeDocs } from '../docs.gen.ts';
import { executors } from '../executors.gen.ts';
import { isRecord } from '../node/config-pieces.ts';
import { controlNames } from '../node/controls.ts';
import { type AnyNodeDefinition, effectClassOf, effectOf } from '../node/define-node.ts';
import { fieldsOf } from '../node/field.ts';
import { nodeDefinitions } from '../nodes.gen.ts';
import { shapes } from '../shape/shape-catalogue.ts';
import { triggerFields } from '../source/trigger-config.ts';
import { genericReader } from '../sources/generic/generic.reader.ts';
import { exampleOf, runExample } from './docs-example.testing.ts';

const all = Object.entries(nodeDefinitions);
const headings = ['When to use', 'Fields', 'Example', 'What can go wrong'];

const fromEditor = createRequire(new URL('../../../editor/package.json', import.meta.url));
const iconTypes = readFileSync(
  fromEditor.resolve('@tabler/icons-react').replace(/dist\/.*$/, 'dist/tabler-icons-react.d.ts'),
  'utf8',
);

it.each(all)(
  '%s is registered under its own type, with a title, a sentence and an icon that exists',
  (type, definition) => {
    expect(definition.type).toBe(type);
    expect(definition.title).not.toBe('');
    expect(definition.summary).toMatch(/^[A-Z].*\.$/);
    expect(iconTypes).toContain(`declare const Icon${definition.icon}: `);
  },
);

it.each(all)('%s has a page with the four headings', (type) => {
  const found = [...(nodeDocs[type] ?? '').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect(found).toEqual(headings);
});

it.each(all)(
  '%s has a form field with a label and a known control for every member of its config',
  (_, definition) => {
    const members = Object.keys((definition.config as z.ZodObject).shape);
    const fields = fieldsOf(definition.config);
    expect(fields.map(({ name }) => name)).toEqual(members);
    for (const { name, meta } of fields) {
      expect(meta.label, name).not.toBe('');
      expect(controlNames, name).toContain(meta.control);
      if (meta.control === 'credential') expect(meta.credentialTypes, name).not.toHaveLength(0);
      if (meta.showWhen) expect(members, name).toContain(meta.showWhen.field);
    }
  },
);

it.each(all)('%s explains every field on its page', (type, definition) => {
  const page = (nodeDocs[type] ?? '').toLowerCase();
  // The fields that all triggers share are explained where they matter, and in the pages of the sources.
  const own = fieldsOf(definition.config).filter(
    ({ name }) => !(definition.trigger && name in triggerFields),
  );
  for (const { meta } of own) expect(page).toContain(meta.label.replace(/, seconds$/, '').toLowerCase());
});

it.each(all)('a new %s is valid apart from what only a person can know', (_, { config, initial }) => {
  const { error } = config.safeParse(initial);
  for (const { path } of error?.issues ?? [])
    expect(valueAt(initial, path), path.join('.')).toBeOneOf(['', undefined]);
});

it.each(all)(
  '%s takes any unfinished config in its ports, line, issues, shape, sample and effect',
  (_, definition) => {
    for (const config of unfinished(definition)) {
      const ports = definition.ports(config).map((port) => port.name);
      expect(new Set(ports).size).toBe(ports.length);
      expect(ports).not.toContain('error');
      expect(definition.summarise(config)).not.toMatch(/undefined|null|\[object/);
      expect(definition.issues(config)).toBeInstanceOf(Array);
      expect(['none', 'read', 'write']).toContain(effectOf(definition, config));
      expect(['safe', 'keyed', 'once']).toContain(effectClassOf(definition, config));
      expectFit(definition.sampleOutput(config), definition.outputShape(config));
    }
  },
);

it.each(all)(
  '%s takes {{ }} in every text and list of its bindable fields when it is stored',
  (_, definition) => {
    const bindable = fieldsOf(definition.config).filter(({ meta }) => meta.bindable);
    const config = Object.fromEntries(bindable.map(({ name }) => [name, '{{ trigger.body.any }}']));
    const complete = { ...(definition.initial as object), ...config };
    expect(
      definition.issues(complete).filter((issue) => config[issue.path] && issue.code !== 'duplicate_port'),
    ).toEqual([]);
    expect(definition.summarise(complete)).toBeTypeOf('string');
    expectFit(definition.sampleOutput(complete), definition.outputShape(complete));
  },
);

it.each(all)('%s gives every issue a place, a code and a sentence', (_, definition) => {
  for (const config of unfinished(definition))
    for (const issue of definition.issues(config)) {
      expect(Object.keys((definition.config as z.ZodObject).shape)).toContain(issue.path.split('.')[0]);
      expect(issue.code).toMatch(/^[a-z_]+$/);
      expect(issue.message).toMatch(/^[A-Z"].*[.!?}]$/);
    }
});

it.each(all)('%s has code, unless it is a trigger, which has samples', (type, definition) => {
  if (!definition.trigger) expect(executors[type]?.definition).toBe(definition);
  else expect(executors).not.toHaveProperty(type);
  expect(definition.samples.length > 0).toBe(definition.trigger !== undefined);
  const ids = definition.samples.map((sample) => sample.id);
  expect(new Set(ids).size).toBe(ids.length);
});

const shaped = all.filter(([, definition]) => definition.trigger?.shape !== undefined);

it.each(shaped)(
  'the samples of %s are read without a reader of their own, the first as its sample output',
  async (_, definition) => {
    const shape = definition.trigger?.shape ?? 'order';
    const receivedAt = Date.parse('2026-11-23T09:00:00.000Z');
    const request = {
      method: 'POST',
      query: {},
      headers: {},
      receivedAt,
      captureId: 'cap_01h455vb4pex5vsknk084sn02q',
    };
    for (const [index, { payload }] of definition.samples.entries()) {
      const read = await genericReader.normalise[shape]?.({
        request: { ...request, body: payload },
        config: {},
      });
      expect(shapes[shape].safeParse(read).error?.issues ?? []).toEqual([]);
      if (index === 0) expect(definition.sampleOutput({})).toMatchObject({ body: payload, [shape]: read });
    }
  },
);

it.each(all)('the example on the page of %s does what the page says', async (type, definition) => {
  const example = exampleOf(nodeDocs[type] ?? '');
  const executor = executors[type];
  if (!executor) {
    expect(definition.config.safeParse(example.config).error?.issues ?? []).toEqual([]);
    return;
  }
  const { record, promised } = await runExample(executor, example);
  expect(Object.keys(promised)).not.toHaveLength(0);
  expect(record).toMatchObject(promised);
});

const unfinished = ({ initial, config }: AnyNodeDefinition): Record<string, unknown>[] => {
  const names = Object.keys((config as z.ZodObject).shape);
  const filledWith = (value: unknown) => Object.fromEntries(names.map((name) => [name, value]));
  return [
    {},
    initial as Record<string, unknown>,
    filledWith(null),
    filledWith(''),
    filledWith([{}]),
    filledWith({}),
    filledWith(7),
  ];
};

function expectFit(value: unknown, shape: object): void {
  const { error } = z.fromJSONSchema(shape as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value);
  expect(error?.issues ?? []).toEqual([]);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, name) => (isRecord(inner) ? inner[String(name)] : undefined), value);
}
