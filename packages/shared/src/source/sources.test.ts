import { describe, expect, it } from 'vitest';
import type { OpenCredential } from '../node/step-context.ts';
import { nodeDefinitions } from '../nodes.gen.ts';
import { readers } from '../readers.gen.ts';
import { type ShapeName, shapes } from '../shape/shape-catalogue.ts';
import { sources } from '../sources.gen.ts';
import { buildTrigger } from './build-trigger.ts';
import { requestIdOf } from './dedupe-texts.ts';
import type { SourceDefinition, SourceSample } from './define-source.ts';
import { eventTypeOf } from './event-type.ts';
import { parseBody } from './parse-body.ts';
import { receivedRequest } from './request.testing.ts';
import { schemeFor } from './scheme-for.ts';
import { signRequest } from './sign-sample.testing.ts';
import { triggerConfig } from './trigger-config.ts';
import { verifyRequest } from './verify-request.reader.ts';

const now = Date.parse('2026-11-23T09:00:00Z');
const secret = (): OpenCredential => ({
  type: 'signing-secret',
  secrets: [`whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')}`],
});
const all = Object.values(sources);
const samples = all.flatMap((source) =>
  source.samples.map((sample) => ({ source, sample, name: `${source.id} ${sample.id}` })),
);
const shaped = samples.flatMap((entry) => entry.sample.shapes.map((shape) => ({ ...entry, shape })));
const triggerOf = (shape: ShapeName) =>
  Object.values(nodeDefinitions).find((node) => node.trigger?.shape === shape);

function sign(source: SourceDefinition, sample: SourceSample, credential: OpenCredential) {
  const scheme = schemeFor(source, triggerConfig.parse({ source: source.id }), credential.type);
  const request = receivedRequest(JSON.stringify(sample.payload), sample.headers);
  return {
    scheme,
    request: { ...request, headers: { ...sample.headers, ...signRequest(scheme, request, credential, now) } },
  };
}

describe('every source', () => {
  it.each(all)('$id is complete: steps, samples, and a reader for each of its shapes', (source) => {
    expect(source.setup.join(' ')).toContain('{url}');
    expect(new Set(source.samples.map(({ id }) => id)).size).toBe(source.samples.length);
    expect(Object.keys(readers[source.id]?.normalise ?? {}).sort()).toEqual([...source.shapes].sort());
    expect(readers[source.id]?.source).toBe(source.id);
    for (const size of ['usual', 'large', 'awkward'])
      expect(source.samples.map((sample) => sample.size as string)).toContain(size);
    for (const shape of source.shapes)
      expect(source.samples.some((sample) => sample.shapes.includes(shape))).toBe(true);
  });

  it.each(samples)(
    '$name is accepted as signed, and refused with another secret or body',
    ({ source, sample }) => {
      const credential = secret();
      const { scheme, request } = sign(source, sample, credential);
      expect(verifyRequest(scheme, request, [secret(), credential], now)).toMatchObject({
        ok: true,
        secret: 'previous',
      });
      expect(verifyRequest(scheme, request, [secret()], now)).toMatchObject({ code: 'signature_mismatch' });
      const rawBody = Uint8Array.from([...request.rawBody, 32]);
      expect(verifyRequest(scheme, { ...request, rawBody }, [credential], now)).toMatchObject({
        code: 'signature_mismatch',
      });
    },
  );

  it.each(shaped)('$name gives a $shape that fits its schema', async ({ source, sample, shape }) => {
    const rawBody = new TextEncoder().encode(JSON.stringify(sample.payload));
    const parsed = await parseBody(rawBody, sample.headers['content-type'] ?? null, source);
    if (!parsed.ok) throw new Error(parsed.message);
    const request = {
      method: 'POST',
      query: {},
      headers: sample.headers,
      body: parsed.body,
      receivedAt: now,
      captureId: 'cap_1',
    };
    const value = await readers[source.id]?.normalise[shape]?.({ request, config: {} });
    const checked = shapes[shape].parse(value);
    expect(checked).toMatchObject({
      source: source.id,
      id: expect.stringMatching(/./),
      title: expect.stringMatching(/./),
    });
    expect(checked.title).not.toMatch(/\n|null|undefined|\[object/);
  });

  it.each(shaped.filter(({ source }) => source.id !== 'generic'))(
    '$name has an event type and an id',
    ({ source, sample }) => {
      const request = { headers: sample.headers, body: sample.payload };
      const type = eventTypeOf(source, undefined, request);
      expect(source.events.map((event) => event.type)).toContain(type);
      expect(requestIdOf(source, undefined, request)).not.toBeNull();
    },
  );

  it.each(shaped.filter(({ shape }) => triggerOf(shape)))(
    '$name becomes a trigger with $shape',
    async ({ source, sample, shape }) => {
      const definition = triggerOf(shape);
      if (!definition) throw new Error(`no trigger for ${shape}`);
      const built = await buildTrigger({
        definition,
        config: { source: source.id },
        readers,
        request: {
          method: 'POST',
          query: {},
          headers: sample.headers,
          body: sample.payload,
          receivedAt: now,
          captureId: 'cap_1',
        },
      });
      expect(built).toMatchObject({
        ok: true,
        trigger: {
          kind: shape,
          receivedAt: '2026-11-23T09:00:00.000Z',
          body: sample.payload,
          source: { id: source.id },
          [shape]: { source: source.id },
        },
      });
    },
  );
});
