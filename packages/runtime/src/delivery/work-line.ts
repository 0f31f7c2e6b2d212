import type { Clock } from '../clock.ts';
import { crashPoint } from '../crash-point.ts';
import type { SealKeys } from '../credential/seal.ts';
import type { Database } from '../db/database.ts';
import type { Outbound } from '../http/outbound.ts';
import type { Queue } from '../queue/boss.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type Claim, type ClaimedDelivery, claimDue, shifted, unclaim } from './claim-due.ts';
import { endLine } from './end-line.ts';
import {
  afterAttempt,
  freshLine,
  heldUntil,
  isSuspect,
  isWorthKeeping,
  type LineState,
  permits,
  placesOfRate,
  takeRate,
} from './line-state.ts';
import type { LineEndpoint } from './load-endpoint.ts';
import { openEndpoint } from './open-endpoint.ts';
import { sendClaimed } from './send-claimed.ts';
import type { Settle } from './settle.ts';
import type { Settlement } from './settle-sql.ts';
import type { Signers } from './signing-secret.ts';
import type { Sockets } from './sockets.ts';
import { recoverLost, takeLine } from './take-line.ts';

/** What the lines of a process share. */
export type LineShop = {
  database: Pick<Database, 'hot' | 'relaxed'>;
  queue: Pick<Queue, 'insert' | 'remove'>;
  outbound: Outbound;
  sealKeys: SealKeys;
  settle: Settle;
  sockets: Sockets;
  clock: Clock;
  log: Logger;
  isOutage: (error: unknown) => boolean;
  /** After the commit of an attempt. */
  onAttempt: (settlement: Settlement) => void;
};

type Dispatched = { count: number /** Nothing may leave before, whatever is due. */; waitUntil?: number };

const lingerMs = 1_000;
/** What is due within this time is waited for here; what is due later gets a timer. */
const patienceMs = 5_000;
const endpointFreshMs = 2_000;
const mostLastTries = 4;
const againMs = 500;
/** Claimed by their insert and not yet sent: more than this wait in the table like others. */
const mostReady = 512;
/** Answers that wait for their commit; the line sends no more before. */
const mostUnsettled = 512;
/** While others are out, a few free places wait this long for more, so that one claim fills them all. */
const gatherMs = 4;
/** How long a commit may take between its claim and the handing over. */
const promisedMs = 10_000;

/**
 * One endpoint's traffic while this process works it. It is
 *   sending    while something is due and may leave,
 *   waiting    for an attempt to end, a place of the rate, a free socket,
 *   lingering  a moment after the last one, since more usually follows,
 *   over       when it has set its timer and deleted its queue job, or when another process took the line.
 * What a commit of this process claimed by its insert is handed over and sent without being claimed again.
 */
export class Line {
  readonly endpointId: string;
  readonly #shop: LineShop;
  readonly #signal: AbortSignal;
  /** Sent or being sent, until their outcome is committed. */
  readonly #inFlight = new Map<string, Promise<void>>();
  /** Those of them that take a place: their answer has not come, or is none that makes room. */
  readonly #out = new Set<string>();
  /** Handed over and not yet sent. */
  #ready: ClaimedDelivery[] = [];
  #promisedAt = Number.NEGATIVE_INFINITY;
  #gatheringSince: number | undefined;
  epoch = 0;
  state: LineState = freshLine;
  /** What the database remembers. */
  #kept: LineState = freshLine;
  #endpoint: LineEndpoint | undefined;
  #signers: Signers | Error = { secrets: [], headers: {} };
  #loadedAt = 0;
  /** Something may be due that no claim has seen. */
  #mayHaveDue = true;
  #nextDueAt = Number.POSITIVE_INFINITY;
  /** Something happened since the last look. */
  #stirred = false;
  #rest: AbortController | undefined;
  #lost = false;
  #stopping = false;

  constructor(endpointId: string, shop: LineShop, signal: AbortSignal) {
    this.endpointId = endpointId;
    this.#shop = shop;
    this.#signal = signal;
  }

  /** The state that the next settlement writes; undefined while the old one is good enough. */
  takeStateToKeep(): LineState | undefined {
    if (!isWorthKeeping(this.state, this.#kept)) return undefined;
    this.#kept = this.state;
    return this.state;
  }

  /** Something became due by a commit of this process. */
  nudge(): void {
    this.#mayHaveDue = true;
    this.#stir();
  }

  /** The epoch under which `count` sends may be claimed by their insert: there is room, and nothing older waits. */
  claimEpoch(count: number): number | undefined {
    const now = this.#shop.clock.now();
    const open =
      this.#endpoint?.enabled === true && !this.#endpoint.deleted && this.#endpoint.rateLimit === null;
    const idle = !this.#mayHaveDue && now < this.#nextDueAt;
    const well = heldUntil(this.state, now) === undefined && !isSuspect(this.state);
    if (!open || !idle || !well || this.#lost || this.#stopping) return undefined;
    if (this.#ready.length + count > mostReady) return undefined;
    this.#promisedAt = now;
    return this.epoch;
  }

  /** After the COMMIT that claimed them under `epoch`. */
  handOver(epoch: number, claimed: readonly ClaimedDelivery[]): void {
    if (epoch !== this.epoch || this.#lost) {
      this.nudge();
      return;
    }
    for (const delivery of claimed) if (!this.#isHere(delivery.id)) this.#ready.push(delivery);
    this.#sendReady();
    this.#stir();
  }

  /** Starts nothing more; `work` ends when what is out has come back. */
  stop(): void {
    this.#stopping = true;
    this.#stir();
  }

  /** Works the line until it is over. Rejects where it cannot: the queue job then comes back by itself. */
  async work(): Promise<void> {
    const { database, clock } = this.#shop;
    const taken = await takeLine(database.hot, this.endpointId);
    this.epoch = taken.epoch;
    crashPoint('line-taken');
    this.state = taken.state;
    this.#kept = taken.state;
    try {
      await recoverLost(database.hot, this.endpointId, this.epoch, clock.now());
      while (!this.#lost && !(await this.#turn().catch((error: unknown) => this.#outage(error))));
    } finally {
      this.#lost = true;
      await Promise.all(this.#inFlight.values());
    }
  }

  /** True when the line is over. */
  async #turn(): Promise<boolean> {
    this.#stirred = false;
    const { clock } = this.#shop;
    const open = await this.#refresh(clock.now());
    const sends = open && !this.#stopping;
    if (this.#ready.length > 0 && !this.#sendReady() && !this.#maySend()) await this.#giveBackReady();
    const { count, waitUntil } = sends ? await this.#dispatch(clock.now()) : { count: 0 };
    if (count > 0) return false;
    const soonest = waitUntil ?? this.#nextDueAt;
    if (this.#inFlight.size > 0 || this.#ready.length > 0) {
      await this.#sleep(soonest);
      return false;
    }
    const now = clock.now();
    if (sends && soonest < now + patienceMs) {
      await this.#sleep(soonest);
      return false;
    }
    if (sends && (await this.#sleep(Math.max(now, this.#promisedAt) + lingerMs))) return false;
    return this.#end(clock.now(), waitUntil);
  }

  /** A database that is away comes back; whether the line is still ours shows then. */
  async #outage(error: unknown): Promise<boolean> {
    if (this.#signal.aborted || !this.#shop.isOutage(error)) throw error;
    await this.#shop.clock.sleep(againMs, this.#signal);
    return false;
  }

  /** Loads the endpoint anew where it is not fresh. False when nothing is sent to it any more. */
  async #refresh(now: number): Promise<boolean> {
    const known = this.#endpoint;
    if (known !== undefined && Math.abs(now - this.#loadedAt) < endpointFreshMs)
      return known.enabled && !known.deleted;
    const { endpoint, signers } = await openEndpoint(this.#shop, this.endpointId, now);
    this.#endpoint = endpoint;
    this.#signers = signers;
    this.#loadedAt = now;
    return endpoint?.enabled === true && !endpoint.deleted;
  }

  /** Claims and starts what may leave now. */
  async #dispatch(now: number): Promise<Dispatched> {
    if (now >= this.#nextDueAt) {
      this.#nextDueAt = Number.POSITIVE_INFINITY;
      this.#mayHaveDue = true;
    }
    const held = heldUntil(this.state, now) !== undefined;
    const free = held ? Math.max(mostLastTries - this.#out.size, 0) : this.#permits(now);
    if (free === 0 || !this.#mayHaveDue || this.#ready.length > 0) return { count: 0 };
    const gatheredAt = this.#gather(free, now);
    if (gatheredAt !== undefined) return { count: 0, waitUntil: gatheredAt };
    const places = placesOfRate(this.state.rateClock, this.#endpoint?.rateLimit ?? null, free, now);
    if (places.count === 0) return places;
    const sockets = this.#takeSockets(places.count);
    if (sockets.length === 0) return { count: 0, waitUntil: now + lingerMs };
    this.#mayHaveDue = false;
    let claim: Claim = { claimed: [], ours: [] };
    try {
      const except = [...this.#inFlight.keys()];
      const question = { endpointId: this.endpointId, epoch: this.epoch, now, most: sockets.length, except };
      claim = await claimDue(this.#shop.database.relaxed, { ...question, lastTriesOnly: held });
    } finally {
      for (const giveBack of sockets.slice(claim.claimed.length)) giveBack();
    }
    const { claimed, ours } = claim;
    if (claimed.length + ours.length === sockets.length || ours.length > 0) this.#mayHaveDue = true;
    if (claimed.length > 0) crashPoint('delivery-claimed');
    for (const [index, delivery] of claimed.entries())
      this.#start(delivery, sockets[index] as () => void, now);
    if (ours.length === 0) return { count: claimed.length };
    await this.#giveUpPromised(ours, now);
    return { count: claimed.length, waitUntil: now + gatherMs };
  }

  /** A commit whose answer was lost hands nothing over: what it claimed is due like everything else after a while. */
  async #giveUpPromised(ours: Claim['ours'], now: number): Promise<void> {
    const lost = ours.filter(({ id, dueAt }) => now - dueAt > promisedMs && !this.#isHere(id));
    if (lost.length > 0) await unclaim(this.#shop.database.hot, this.epoch, lost);
  }

  #isHere(deliveryId: string): boolean {
    return this.#inFlight.has(deliveryId) || this.#ready.some(({ id }) => id === deliveryId);
  }

  #permits(now: number): number {
    return Math.min(
      permits(this.state, this.#out.size, now),
      mostUnsettled + this.#out.size - this.#inFlight.size,
    );
  }

  /** Until when a few free places wait for more of them. */
  #gather(free: number, now: number): number | undefined {
    const enough = this.#out.size === 0 || free * 4 >= this.state.limit;
    const since = this.#gatheringSince ?? now;
    this.#gatheringSince = enough || now - since >= gatherMs ? undefined : since;
    return this.#gatheringSince === undefined ? undefined : since + gatherMs;
  }

  #maySend(): boolean {
    const { clock } = this.#shop;
    const open = this.#endpoint?.enabled === true && !this.#endpoint.deleted;
    return open && !this.#stopping && heldUntil(this.state, clock.now()) === undefined;
  }

  /** Sends what was handed over, as far as there are places. True when something left. */
  #sendReady(): boolean {
    if (this.#ready.length === 0 || !this.#maySend()) return false;
    const now = this.#shop.clock.now();
    const sockets = this.#takeSockets(Math.min(this.#permits(now), this.#ready.length));
    const leaving = this.#ready.splice(0, sockets.length);
    for (const [index, delivery] of leaving.entries())
      this.#start(delivery, sockets[index] as () => void, now);
    return leaving.length > 0;
  }

  /** The line is held back, switched off or stopping: they wait in the table, where any worker finds them. */
  async #giveBackReady(): Promise<void> {
    const unsent = this.#ready.splice(0);
    this.#mayHaveDue = true;
    await unclaim(this.#shop.database.hot, this.epoch, unsent);
  }

  #takeSockets(most: number): (() => void)[] {
    const suspect = isSuspect(this.state);
    const taken: (() => void)[] = [];
    while (taken.length < most) {
      const giveBack = this.#shop.sockets.take(suspect);
      if (giveBack === undefined) break;
      taken.push(giveBack);
    }
    if (taken.length === 0 && most > 0) this.#shop.sockets.whenFree(suspect, () => this.#stir());
    return taken;
  }

  #start(delivery: ClaimedDelivery, giveBack: () => void, now: number): void {
    const rate = this.#endpoint?.rateLimit ?? null;
    const taken = rate === null ? undefined : takeRate(this.state.rateClock, rate, now);
    if (taken?.ok) this.state = { ...this.state, rateClock: taken.clock };
    const claimed = rate === null ? delivery : shifted(delivery, now);
    this.#out.add(claimed.id);
    const out = this.#attempt(claimed, giveBack)
      .catch((error: unknown) => {
        // A bug, or this process has to go: the delivery stays claimed and its next worker says "may have arrived".
        this.#shop.log.error(
          { err: error, endpointId: this.endpointId },
          'an attempt could not be worked to its end',
        );
        this.#lost = true;
      })
      .finally(() => {
        this.#inFlight.delete(claimed.id);
        this.#answered(claimed.id);
        if (this.#mayHaveDue || this.#inFlight.size === 0) this.#stir();
      });
    this.#inFlight.set(claimed.id, out);
  }

  async #attempt(claimed: ClaimedDelivery, giveBack: () => void): Promise<void> {
    crashPoint('delivery-claimed');
    const endpoint = this.#endpoint as LineEndpoint;
    const { clock, outbound, sealKeys, onAttempt } = this.#shop;
    const { epoch } = this;
    const place = { endpoint, epoch, claimed, signers: this.#signers, throttles: this.state.throttles };
    const tools = { outbound, sealKeys, signal: this.#signal, now: () => clock.now() };
    const settlement = await sendClaimed({ ...place, ...tools }).finally(giveBack);
    crashPoint('delivery-answered');
    const { verdict } = settlement;
    this.state = afterAttempt(this.state, verdict.line, clock.now(), endpoint.maxConcurrency, Math.random());
    // A success makes room at once; any other answer may end the line, which shows when it is committed.
    if (verdict.line.kind === 'success') this.#answered(claimed.id);
    if (!(await this.#settle(settlement))) {
      this.#lost = true;
      return;
    }
    if (verdict.nextAt !== undefined) this.#nextDueAt = Math.min(this.#nextDueAt, verdict.nextAt + 1);
    if (verdict.disable !== undefined) this.#loadedAt = 0;
    onAttempt(settlement);
  }

  /** The delivery has had its answer, so another may leave in its place. */
  #answered(deliveryId: string): void {
    if (!this.#out.delete(deliveryId)) return;
    if (this.#ready.length > 0) this.#sendReady();
    else if (this.#mayHaveDue) this.#stir();
  }

  /** An answer is worth waiting for a database that comes back: it is kept until this process has to go. */
  async #settle(settlement: Settlement): Promise<boolean> {
    for (;;) {
      try {
        return await this.#shop.settle.add(settlement);
      } catch (error) {
        if (this.#signal.aborted || !this.#shop.isOutage(error)) throw error;
        await this.#shop.clock.sleep(againMs, this.#signal);
      }
    }
  }

  #stir(): void {
    this.#stirred = true;
    this.#rest?.abort('stirred');
  }

  /** Resolves at the time, or at once when something happened; true then. */
  async #sleep(until: number): Promise<boolean> {
    if (this.#stirred) return true;
    const rest = new AbortController();
    this.#rest = rest;
    const { clock } = this.#shop;
    await clock.sleep(Math.min(Math.max(until - clock.now(), 0), 60_000), rest.signal);
    this.#rest = undefined;
    return this.#stirred;
  }

  async #end(now: number, waitUntil: number | undefined): Promise<boolean> {
    const { database, queue } = this.#shop;
    const held = Math.max(heldUntil(this.state, now) ?? 0, waitUntil ?? 0);
    const { endpointId, epoch, state } = this;
    const line = { endpointId, epoch, state, workspaceId: this.#endpoint?.workspaceId };
    const how = { heldUntil: held > now ? held : undefined, giveAway: this.#stopping };
    const ended = await endLine(database.hot, queue, { ...line, ...how }, now);
    if (ended === 'still_due') this.#mayHaveDue = true;
    return ended !== 'still_due';
  }
}
