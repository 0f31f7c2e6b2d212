import { createHmac, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { hmacSha256, macKey } from './hmac-sha256.ts';

it('says what Node.js says, for keys shorter than a block, as long, and longer, and any text', () => {
  for (const length of [0, 1, 24, 32, 63, 64, 65, 200]) {
    const key = randomBytes(length);
    for (const [prefix, body] of [
      ['', Buffer.alloc(0)],
      ['1795448469.', randomBytes(300)],
      ['evt_Ü.1795448469.', randomBytes(100_000)],
    ] as const)
      for (const encoding of ['hex', 'base64'] as const)
        expect(hmacSha256(macKey(key), prefix, body, encoding)).toBe(
          createHmac('sha256', key).update(prefix).update(body).digest(encoding),
        );
  }
});
