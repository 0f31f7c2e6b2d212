import { describe, expect, it } from 'vitest';
import { triggerLead } from './trigger-lead.definition.ts';

describe('trigger-lead', () => {
  it('offers the e-mail address of the lead before anything was sent', () => {
    const shape = triggerLead.outputShape({}).properties?.lead?.properties?.email;
    expect(shape?.type).toEqual(['string', 'null']);
  });

  it('names the sender on its card', () => {
    expect(triggerLead.summarise({ source: 'acme' })).toBe('From acme');
  });

  it('can be tested with a plain lead, an exception, and one that gives orders', () => {
    expect(triggerLead.samples.map((sample) => sample.id)).toEqual(['plain', 'exception', 'hostile']);
  });
});
