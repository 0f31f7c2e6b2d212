import type { ReceivedRequest } from './signed-message.ts';

/** A POST with this body, as it would be received at `https://flow.example.com/in/key`. */
export function receivedRequest(
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): ReceivedRequest {
  return {
    method: 'POST',
    url: 'https://flow.example.com/in/key',
    path: '/in/key',
    query: '',
    headers,
    rawBody: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  };
}

/**
 * The same request with one thing changed, `n` says which: a byte of the body, a sign of a header, a header gone,
 * emptied, in capitals, with a blank or a sign behind it.
 */
export function mutate(request: ReceivedRequest, headerNames: readonly string[], n: number): ReceivedRequest {
  const name = headerNames[n % headerNames.length] ?? '';
  const value = request.headers[name] ?? '';
  const at = Math.floor(n / 7) % Math.max(1, value.length);
  const change = (text: string): ReceivedRequest => ({
    ...request,
    headers: { ...request.headers, [name]: text },
  });
  switch (n % 7) {
    case 0:
      return { ...request, rawBody: flipByte(request.rawBody, Math.floor(n / 7)) };
    case 1:
      return change(value.slice(0, at) + (value[at] === 'a' ? 'b' : 'a') + value.slice(at + 1));
    case 2:
      return change('');
    case 3:
      return change(value.slice(0, at));
    case 4:
      return change(`${value}${value.slice(0, 1)}`);
    case 5:
      return change(value.toUpperCase());
    default:
      return request;
  }
}

function flipByte(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const place = at % copy.length;
  // Stays below 128, so that the body remains the text that the providers' clients want.
  copy[place] = ((copy[place] as number) ^ 1) & 0x7f;
  return copy;
}
