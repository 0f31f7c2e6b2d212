/** How a receiver in Node checks what we send, for each of the usual libraries. `secret` is the signing secret. */
export const verifySnippets = [
  {
    library: 'stripe',
    code: `import express from 'express';
import Stripe from 'stripe';
const stripe = new Stripe('sk_unused');
express().post('/hook', express.raw({ type: '*/*' }), (request, response) => {
  const event = stripe.webhooks.constructEvent(request.body, request.get('X-Sista-Signature'), process.env.SISTA_SECRET);
  response.sendStatus(204); // after \`event\` is kept
}).listen(3000);`,
  },
  {
    library: 'standardwebhooks',
    code: `import express from 'express';
import { Webhook } from 'standardwebhooks';
const webhook = new Webhook(process.env.SISTA_SECRET);
express().post('/hook', express.raw({ type: '*/*' }), (request, response) => {
  const event = webhook.verify(request.body.toString(), request.headers);
  response.sendStatus(204); // after \`event\` is kept
}).listen(3000);`,
  },
  {
    library: 'svix',
    code: `import express from 'express';
import { Webhook } from 'svix';
const webhook = new Webhook(process.env.SISTA_SECRET);
express().post('/hook', express.raw({ type: '*/*' }), (request, response) => {
  const event = webhook.verify(request.body, request.headers);
  response.sendStatus(204); // after \`event\` is kept
}).listen(3000);`,
  },
] as const;
