/** `pnpm chaos`: kills the product's processes and its database while it works, then checks that the books balance. */
import { writeFileSync } from 'node:fs';
import { createPerson } from './answer-doubts.ts';
import { type ChaosOptions, parseOptions } from './options.ts';
import { playRounds } from './play-rounds.ts';
import { randomFrom } from './random.ts';
import { readDeadJobs } from './read-books.ts';
import { openReceiver } from './receiver.ts';
import { type Arena, createProgressClock, type RoundResult } from './rounds.ts';
import { tableOf } from './summary.ts';
import { startWorld } from './world.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(options: ChaosOptions): Promise<boolean> {
  say(`seed ${options.seed}`);
  const progress = createProgressClock();
  const receiver = await openReceiver(options.seed, progress.note);
  const world = await startWorld(randomFrom(options.seed).pick(['all', 'server', 'server']));
  // The database is a process group of its own and would stay behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void world.end(false).finally(() => process.exit(130)));
  const person = createPerson(world, options.seed);
  const arena: Arena = { world, receiver, documents: new Map(), kills: [], progress, person };
  let results: RoundResult[] = [];
  const surprises: string[] = [];
  try {
    results = await playRounds(arena, options, say);
    surprises.push(...(await readDeadJobs(world.database)));
    const codes = await world.stopMembers();
    if (codes.some((code) => code !== 0))
      surprises.push(`asked to stop, the processes ended with ${codes.join(', ')}`);
  } catch (error) {
    surprises.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  surprises.push(...world.surprises);
  const failed = results.filter(({ differences }) => differences.length > 0);
  const isGood = failed.length === 0 && surprises.length === 0;
  receiver.close();
  await world.end(!isGood || options.keep);
  say(`\n${tableOf(results, arena.kills)}\n`);
  for (const { number, differences } of failed) say([`round ${number}:`, ...differences].join('\n  '));
  for (const text of surprises) say(text);
  if (!isGood) say(`Repeat it with --seed ${options.seed}. The data folder is ${world.dataDir}`);
  // What is wrong beside the rounds counts as one more.
  const tally = {
    passed: results.length - failed.length,
    failed: failed.length + (surprises.length > 0 ? 1 : 0),
  };
  if (options.report) writeFileSync(options.report, JSON.stringify(tally));
  say(`seed ${options.seed}: ${tally.passed} rounds passed, ${tally.failed} failed`);
  return isGood;
}

try {
  process.exitCode = (await main(parseOptions(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
