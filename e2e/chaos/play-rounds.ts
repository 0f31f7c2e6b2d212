import type { Flow } from '@sista/shared/flow/flow-api.schema';
import { fromId } from '@sista/shared/ids';
import { planKill } from './kills.ts';
import type { ChaosOptions } from './options.ts';
import { randomFrom } from './random.ts';
import { type ChaosDocument, randomFlow } from './random-flow.ts';
import { type Arena, auditRound, playRound, type Round, type RoundResult, readOpen } from './rounds.ts';
import { planRequests, type Target } from './send-requests.ts';
import { lineOf } from './summary.ts';

const flowsAtFirst = 8;
const newFlowEvery = 5;
/** Rounds whose runs may be under way at once: a takeover takes longer than a round. */
const mostOpen = 8;
/** After the last kill of all: a takeover, whose runs may have been taken over before, and their retries. */
const overWithinMs = 90_000;
const lookEveryMs = 250;

/** A round whose work was over, or that had its time. */
type Looked = { round: Round; overMs: number; late: string[] };

/** Plays the rounds, each while earlier ones may still be under way, and audits all at the end once more. */
export async function playRounds(
  arena: Arena,
  options: ChaosOptions,
  say: (line: string) => void,
): Promise<RoundResult[]> {
  const random = randomFrom(`${options.seed} flows`);
  const targets: Target[] = [];
  const makeFlow = async () => {
    const document = randomFlow(`Chaos ${targets.length}`, random, arena.receiver.origins);
    const target = await publish(arena, document);
    arena.documents.set(fromId('flow', target.flowId) ?? '', document);
    targets.push(target);
  };
  while (targets.length < flowsAtFirst) await makeFlow();
  const looked: Looked[] = [];
  let open: Round[] = [];
  const look = async () => {
    await arena.person.answerAll();
    const over = await lookAt(arena, open, say);
    looked.push(...over);
    open = open.filter((round) => !over.some((each) => each.round === round));
  };
  const until = Date.now() + options.mostMs;
  for (let number = 1; number <= options.rounds && Date.now() < until; number += 1) {
    const own = randomFrom(`${options.seed} ${number}`);
    if (number % newFlowEvery === 0) await makeFlow();
    const plans = planRequests(own, number, targets, own.int(20, 60));
    open.push(await playRound(arena, number, plans, planKill(own, options.only)));
    await look();
    while (open.length >= mostOpen) await pause(lookEveryMs).then(look);
  }
  while (open.length > 0) await pause(lookEveryMs).then(look);
  return auditAgain(arena, looked);
}

/** Audits and tells the rounds of which nothing is under way any more, and those that had their time. */
async function lookAt(arena: Arena, open: readonly Round[], say: (line: string) => void): Promise<Looked[]> {
  if (open.length === 0) return [];
  const work = await readOpen(arena, open);
  const lastBackAt = Math.max(...arena.kills.map(({ backAt }) => backAt));
  const isLate = Date.now() - lastBackAt > overWithinMs;
  const looked: Looked[] = [];
  for (const round of open) {
    const left = work.filter((each) => each.round === round.number);
    if (left.length > 0 && !isLate) continue;
    const result = await auditRound(arena, round);
    const late = left.map(({ what, id }) => `${what} ${id} is not over after ${overWithinMs / 1_000} s`);
    const differences = [...late, ...result.differences];
    say([lineOf({ ...result, differences }), ...differences].join('\n  '));
    looked.push({ round, overMs: result.overMs, late });
  }
  return looked;
}

/** All rounds once more: what came later must not have changed what was right. */
async function auditAgain(arena: Arena, looked: readonly Looked[]): Promise<RoundResult[]> {
  const results: RoundResult[] = [];
  for (const { round, overMs, late } of looked) {
    const result = await auditRound(arena, round);
    results.push({ ...result, overMs, differences: [...late, ...result.differences] });
  }
  return results.sort((a, b) => a.number - b.number);
}

async function publish({ world }: Arena, document: ChaosDocument): Promise<Target> {
  const { id, issues } = await world.api.post<Flow>('/flows/import', { document });
  const wrong = issues.filter(({ level }) => level === 'error');
  if (wrong.length > 0) throw new Error(`${JSON.stringify(wrong)}\n${JSON.stringify(document)}`);
  await world.api.post(`/flows/${id}/publish`, {});
  const { ingressUrl } = await world.api.get<Flow>(`/flows/${id}`);
  if (ingressUrl === null) throw new Error(`The flow ${document.name} has no address.`);
  return { flowId: id, url: ingressUrl };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
