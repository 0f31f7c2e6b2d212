import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import type { Received } from '../delivery/delivery-world.testing.ts';

const stripe = new Stripe('sk_test_unused');

/** What the three libraries, unmodified, say of a request: their names where they take it. */
export function acceptedBy({ headers, body }: Received, secret: string): string[] {
  const text = body.toString('utf8');
  const all = headers as Record<string, string>;
  const checks: Record<string, () => unknown> = {
    stripe: () => stripe.webhooks.constructEvent(body, all['x-sista-signature'] ?? '', secret),
    standardwebhooks: () => new StandardWebhook(secret).verify(text, all),
    svix: () => new SvixWebhook(secret).verify(text, all),
  };
  return Object.entries(checks).flatMap(([name, check]) => {
    try {
      check();
      return [name];
    } catch {
      return [];
    }
  });
}

export const allThree = ['stripe', 'standardwebhooks', 'svix'];
