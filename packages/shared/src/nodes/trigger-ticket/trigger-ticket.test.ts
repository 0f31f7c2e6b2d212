import { describe, expect, it } from 'vitest';
import { triggerTicket } from './trigger-ticket.definition.ts';

describe('trigger-ticket', () => {
  it('offers the subject of the ticket before anything was sent', () => {
    const shape = triggerTicket.outputShape({}).properties?.ticket?.properties?.subject;
    expect(shape?.type).toEqual(['string', 'null']);
  });

  it('names the sender on its card', () => {
    expect(triggerTicket.summarise({ source: 'acme' })).toBe('From acme');
  });

  it('can be tested with a plain ticket, an exception, and one that gives orders', () => {
    expect(triggerTicket.samples.map((sample) => sample.id)).toEqual(['plain', 'exception', 'hostile']);
  });
});
