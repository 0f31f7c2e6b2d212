/** How a receiver in Node (`app` is an Express app) checks what we send, for each of the usual libraries. */
export const verifySnippets = [
  {
    library: 'stripe',
    code: `import { env } from 'node:process';
import Stripe from 'stripe';
const stripe = new Stripe('sk_unused'), secret = env.SISTA_SECRET;
app.post('/hook', express.raw({ type: '*/*' }), (req, res) => {
  const event = stripe.webhooks.constructEvent(req.body, req.get('X-Sista-Signature'), secret);
  res.sendStatus(204); // when the event is kept
});`,
  },
  {
    library: 'standardwebhooks',
    code: `import { env } from 'node:process';
import { Webhook } from 'standardwebhooks';
const webhook = new Webhook(env.SISTA_SECRET);
app.post('/hook', express.raw({ type: '*/*' }), (req, res) => {
  const event = webhook.verify(req.body.toString(), req.headers);
  res.sendStatus(204); // when the event is kept
});`,
  },
  {
    library: 'svix',
    code: `import { env } from 'node:process';
import { Webhook } from 'svix';
const webhook = new Webhook(env.SISTA_SECRET);
app.post('/hook', express.raw({ type: '*/*' }), (req, res) => {
  const event = webhook.verify(req.body, req.headers);
  res.sendStatus(204); // when the event is kept
});`,
  },
] as const;
