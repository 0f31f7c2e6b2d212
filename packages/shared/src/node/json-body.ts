/** The largest body of a webhook or event, in bytes of UTF-8. */
export const maxBodyBytes = 256 * 1024;

/** Compact JSON, made once: these are the characters that are signed and sent. Nothing at all becomes `null`. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/** Why a body cannot be sent, or undefined. */
export function bodyIssue(text: string): { code: string; message: string } | undefined {
  const bytes = byteLength(text);
  if (bytes <= maxBodyBytes) return undefined;
  return {
    code: 'body_too_large',
    message: `The body has ${Math.ceil(bytes / 1024)} KiB, and 256 KiB is the most that is sent. Send fewer fields, or an address where the rest can be fetched.`,
  };
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
