import { defineSource } from '../../source/define-source.ts';
import { hmacScheme } from '../../source/scheme.schema.ts';
import { shopifySamples } from './shopify.samples.ts';

export const shopifySource = defineSource({
  id: 'shopify',
  label: 'Shopify',
  summary: 'Orders and other webhooks of a Shopify shop.',
  icon: 'ShoppingBag',
  shapes: ['order'],
  events: [
    { type: 'orders/create', label: 'Order created', newFor: ['order'] },
    { type: 'orders/paid', label: 'Order paid', newFor: [] },
    { type: 'orders/updated', label: 'Order changed', newFor: [] },
    { type: 'orders/fulfilled', label: 'Order fulfilled', newFor: [] },
    { type: 'orders/cancelled', label: 'Order cancelled', newFor: [] },
    { type: 'orders/edited', label: 'Order edited', newFor: [] },
    { type: 'refunds/create', label: 'Refund created', newFor: [] },
    { type: 'customers/create', label: 'Customer created', newFor: [] },
    { type: 'products/update', label: 'Product changed', newFor: [] },
    { type: 'app/uninstalled', label: 'App uninstalled', newFor: [] },
  ],
  scheme: hmacScheme.parse({
    mode: 'hmac',
    header: ['shopify-hmac-sha256', 'X-Shopify-Hmac-SHA256'],
    encoding: 'base64',
  }),
  eventType: ['header:shopify-topic|X-Shopify-Topic'],
  // One action of a merchant may raise several topics under one event id.
  dedupe: {
    id: [
      { parts: ['header:shopify-topic|X-Shopify-Topic', 'header:shopify-event-id|X-Shopify-Event-Id'] },
      { parts: ['header:shopify-webhook-id|X-Shopify-Webhook-Id'] },
    ],
    signed: false,
  },
  setup: [
    'Open Settings, then Notifications, then Webhooks in the Shopify admin.',
    'Choose Create webhook, the event Order creation and the format JSON.',
    'Paste {url} as the URL and save.',
    'Copy the key that stands below the list ("Your webhooks will be signed with …") into a credential of the type signing secret. For an app, its client secret signs instead.',
    'Choose that credential in the trigger, then Send test notification in Shopify.',
  ],
  samples: shopifySamples,
});
