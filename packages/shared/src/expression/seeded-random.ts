import { hashWords } from './hash-text.ts';

/**
 * Random numbers, 0 <= n < 1, that are the same for the same seed text, so a replay draws what the first run drew.
 * The generator is sfc32, which passes PractRand and needs four words of state.
 */
export function seededRandom(seed: string): () => number {
  let [a, b, c, counter] = hashWords(seed);
  const draw = () => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return (result >>> 0) / 4_294_967_296;
  };
  // The first words of similar seeds are still alike; these rounds part them.
  for (let round = 0; round < 12; round++) draw();
  return draw;
}
