import { z } from 'zod';

const prefix = 'whsec_';
const fewestBytes = 24;
const mostBytes = 64;

/** A sentence when a text cannot be the signing secret of an endpoint, else undefined. It never repeats the text. */
export function signingSecretProblem(text: string): string | undefined {
  if (text !== text.trim()) {
    return 'The secret starts or ends with a space or a line break. Copy it again without them.';
  }
  if (/\s/.test(text)) return 'The secret has a space or a line break in it. Copy it as one piece.';
  if (/^v1a?,/.test(text)) {
    return 'This is a signature, not a secret: it starts with "v1,". A secret starts with whsec_.';
  }
  if (!text.startsWith(prefix)) return 'A secret is whsec_ and the base64 of 24 to 64 random bytes.';
  const base64 = text.slice(prefix.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) {
    return 'What follows whsec_ is not base64. Copy the whole secret, to its last = sign.';
  }
  const bytes = (base64.length / 4) * 3 - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0);
  if (bytes < fewestBytes) {
    return `The secret holds ${bytes} bytes; it needs at least ${fewestBytes}. Leave it out and one is made.`;
  }
  if (bytes > mostBytes) return `The secret holds ${bytes} bytes; at most ${mostBytes} are taken.`;
  return undefined;
}

/** A secret that a person or program brings along. */
export const signingSecretInput = z.string().superRefine((text, context) => {
  const message = signingSecretProblem(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});
