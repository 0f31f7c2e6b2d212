/** Flow documents that the journeys import. */
export type Parts = {
  source: string;
  /** The credential that its requests are signed with. */
  signedWith: string;
  target: string;
  /** The credential that signs what we send. */
  signWith: string;
};

/** A new order; those above 100 are told to `target`. */
export function largeOrders({ source, signedWith, target, signWith }: Parts) {
  return {
    schema: 'sista.flow/1',
    name: 'Tell of large orders',
    nodes: [
      {
        id: 'order',
        type: 'trigger-order',
        name: 'New order',
        position: { x: 0, y: 0 },
        config: { source, credential: signedWith },
      },
      {
        id: 'large',
        type: 'branch',
        name: 'Over 100?',
        position: { x: 320, y: 0 },
        config: { conditions: [{ port: 'yes', when: '{{ trigger.order.total > 100 }}' }], otherwise: 'no' },
      },
      {
        id: 'tell',
        type: 'send-webhook',
        name: 'Tell the shop',
        position: { x: 640, y: 0 },
        config: {
          url: target,
          credential: signWith,
          eventType: 'custom.large_order',
          body: {
            order: '{{ trigger.order.number }}',
            total: '{{ trigger.order.total }}',
            customer: '{{ trigger.order.customer.name }}',
          },
        },
      },
    ],
    edges: [
      { id: 'e1', source: 'order', target: 'large' },
      { id: 'e2', source: 'large', sourcePort: 'yes', target: 'tell' },
    ],
  };
}

/** A failed build is told to `target`. */
export function failedBuilds({ source, signedWith, target, signWith }: Parts) {
  return {
    schema: 'sista.flow/1',
    name: 'Tell of failed builds',
    nodes: [
      {
        id: 'build',
        type: 'trigger-build',
        name: 'Build failed',
        position: { x: 0, y: 0 },
        config: { on: 'failure', source, credential: signedWith },
      },
      {
        id: 'tell',
        type: 'send-webhook',
        name: 'Tell the team',
        position: { x: 320, y: 0 },
        config: {
          url: target,
          credential: signWith,
          body: { branch: '{{ trigger.build.branch }}', commit: '{{ trigger.build.commit.sha }}' },
        },
      },
    ],
    edges: [{ id: 'e1', source: 'build', target: 'tell' }],
  };
}
