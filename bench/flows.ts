type Step = { id: string; type: string; config: object; port?: string; more?: object };

/** A live webhook trigger and the steps one after the other; `port` is the one by which the step before leaves. */
function line(name: string, steps: readonly Step[]) {
  const nodes = [
    { id: 'order', type: 'trigger-webhook', config: { source: 'generic' } } satisfies Step,
    ...steps,
  ] as Step[];
  return {
    schema: 'sista.flow/1',
    name,
    nodes: nodes.map(({ id, type, config, more }, n) => ({
      id,
      type,
      name: id,
      position: { x: n * 320, y: 0 },
      config,
      ...more,
    })),
    edges: steps.map(({ id, port }, n) => ({
      id: `e${n}`,
      source: nodes[n]?.id,
      target: id,
      ...(port === undefined ? {} : { sourcePort: port }),
    })),
  };
}

const set = (id: string): Step => ({
  id,
  type: 'set-values',
  config: { values: { total: '{{ trigger.body.total }}' } },
});
const large: Step = {
  id: 'large',
  type: 'branch',
  config: { conditions: [{ port: 'yes', when: '{{ trigger.body.total > 100 }}' }], otherwise: 'no' },
};
const orderAndTotal = { order: '{{ trigger.body.order }}', total: '{{ trigger.body.total }}' };

/** The least that is a flow: a webhook and one step without effect. */
export const acceptFlow = line('Accept', [{ id: 'end', type: 'stop', config: {} }]);

/** Webhook, branch, signed webhook. */
export const wholeFlow = (target: string) =>
  line('Whole run', [
    large,
    { id: 'tell', type: 'send-webhook', config: { url: target, body: orderAndTotal }, port: 'yes' },
  ]);

/** Webhook, set-values, branch, http-request. */
export const requestFlow = (target: string) =>
  line('Request', [
    set('set'),
    large,
    {
      id: 'ask',
      type: 'http-request',
      config: { method: 'POST', url: target, body: 'json', json: orderAndTotal },
      port: 'yes',
    },
  ]);

/** So many steps without effect, one after the other. */
export const pureFlow = (count: number) =>
  line(
    `${count} without effect`,
    Array.from({ length: count }, (_, n) => set(`set${n}`)),
  );

/** So many requests, one after the other. A read may be repeated after a crash. */
export const hopFlow = (target: string, count: number, more: object = {}) =>
  line(
    `${count} requests`,
    Array.from({ length: count }, (_, n) => ({
      id: `hop${n}`,
      type: 'http-request',
      config: { method: 'GET', url: target, query: { order: '{{ trigger.body.order }}' } },
      more,
    })),
  );
