// MurmurHash3's 32-bit finalizer: every input bit moves about half of the output bits.
function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

const primes = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;

/**
 * Four 32-bit words that depend on every character and its place. Not cryptographic: who wants to can make two
 * texts that collide, so it may tell versions apart but must never protect anything.
 */
export function hashWords(text: string): [number, number, number, number] {
  const lanes: [number, number, number, number] = [...primes];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    for (let lane = 0; lane < 4; lane++) {
      const next = (lanes[lane] as number) ^ (unit + lane);
      lanes[lane] = Math.imul((next << 13) | (next >>> 19), primes[lane] as number) + at;
    }
  }
  const sum = lanes.reduce((total, lane) => mix(total ^ lane), text.length);
  return lanes.map((lane) => mix(lane ^ sum) >>> 0) as [number, number, number, number];
}

/** 32 hexadecimal digits, by `hashWords`. */
export function hashText(text: string): string {
  return hashWords(text)
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
}
