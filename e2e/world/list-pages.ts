/** Every page that is reached without naming a single thing, below the workspace. */
export const listPages = [
  '/flows',
  '/templates',
  '/templates/order-review',
  '/runs',
  '/employees',
  '/webhooks/request-inbox',
  '/webhooks/received',
  '/webhooks/deliveries',
  '/data/credentials',
  '/settings/workspace',
  '/settings/keys',
  '/settings/models',
  '/settings/webhooks',
  '/settings/appearance',
  '/settings/keyboard',
  '/settings/health',
] as const;
