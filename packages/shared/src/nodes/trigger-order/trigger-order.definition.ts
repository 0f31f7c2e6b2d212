import { z } from 'zod';
import { defineNode } from '../../node/define-node.ts';
import { requestShape, senderLine } from '../../node/trigger-shape.ts';
import { triggerFields } from '../../source/trigger-config.ts';
import { orderSamples, sampleOrder } from './trigger-order.samples.ts';

/** Starts a run for every new order, in one form whoever sent it. */
export const triggerOrder = defineNode({
  type: 'trigger-order',
  title: 'New order',
  summary: 'Starts when a shop tells of an order.',
  category: 'start',
  icon: 'ShoppingCart',
  synonyms: ['shop', 'e-commerce', 'shopify', 'woocommerce', 'stripe', 'checkout', 'purchase', 'sale'],
  trigger: { kind: 'order', ingress: true, shape: 'order' },
  config: z.object({ ...triggerFields }),
  initial: { source: 'generic' },
  summarise: ({ source }) => senderLine(source, 'From any shop'),
  outputShape: () => requestShape('order'),
  sampleOutput: () => ({
    kind: 'order',
    receivedAt: '2026-11-23T09:00:00.000Z',
    body: orderSamples[0]?.payload,
    order: sampleOrder,
  }),
  samples: orderSamples,
});
