import { z } from 'zod';
import { credentialRef } from '../node/config-pieces.ts';
import { field } from '../node/field.ts';
import { authModes, authScheme, hmacScheme } from './scheme.schema.ts';
import { triggerFields } from './trigger-config.ts';

/** How a request to the address of a waiting step proves itself: the rules of a generic trigger. */
export const callbackFields = {
  credential: field(credentialRef.optional(), {
    label: 'Secret',
    control: 'credential',
    help: 'What the answer is signed with. Without one, whoever was given the address can answer.',
    credentialTypes: ['signing-secret', 'bearer', 'basic', 'header'],
    section: 'advanced',
  }),
  auth: field(z.union([z.enum(authModes), authScheme]).optional(), {
    label: 'How it proves itself',
    control: 'choice',
    help: 'Without a choice the type of the secret decides.',
    section: 'advanced',
    options: [
      { value: 'none', label: 'By the address alone', help: 'It cannot be guessed.' },
      { value: 'bearer', label: 'Bearer token', help: 'Authorization: Bearer …' },
      { value: 'basic', label: 'User and password', help: 'Authorization: Basic …' },
      { value: 'header', label: 'A header', help: 'A secret value in a header of its own.' },
      { value: 'hmac', label: 'A signature', help: 'HMAC over the body, as described under Signature.' },
    ],
  }),
  scheme: field(hmacScheme.omit({ mode: true }).optional(), {
    label: 'Signature',
    control: 'json',
    help: 'Header, algorithm, encoding and signed message. Empty: X-Signature-256: sha256=<hex of the body>.',
    placeholder:
      '{ "header": "X-Acme-Signature", "algorithm": "sha256", "encoding": "hex", "message": "{body}" }',
    showWhen: { field: 'auth', is: ['hmac'] },
    section: 'advanced',
  }),
  maxBytes: triggerFields.maxBytes,
};

/** The part of a waiting step's config that the ingress reads. */
export const callbackConfig = z.object(callbackFields);
export type CallbackConfig = z.output<typeof callbackConfig>;
