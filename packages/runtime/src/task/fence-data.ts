/**
 * A *data fence* marks text that comes from outside. Its nonce is random per task, so that nothing inside can close
 * it; what is inside is JSON with `<` escaped. It helps a model to tell data from orders and is no wall: what is
 * enforced is enforced by the tool gate.
 */
export type FencedData = { source: string; trust: 'untrusted' | 'member'; value: unknown };

export function fenceData(nonce: string, { source, trust, value }: FencedData): string {
  const json = (JSON.stringify(value) ?? 'null').replaceAll('<', '\\u003c').replaceAll(nonce, 'nonce');
  return `<data-${nonce} source="${source.replace(/[^\w.:-]/g, '_')}" trust="${trust}">\n${json}\n</data-${nonce}>`;
}

const fence = /<data-([0-9a-f]{8,64}) source="([\w.:-]*)" trust="(\w+)">\n([^\n]*)\n<\/data-\1>/g;

/** The fenced values in a text, by source, as a model would read them. */
export function readFences(text: string): { source: string; value: unknown }[] {
  return [...text.matchAll(fence)].map(([, , source = '', , json = 'null']) => ({
    source,
    value: JSON.parse(json),
  }));
}
