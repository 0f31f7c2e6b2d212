const stalePlan = '0A000';
const unknownStatement = '26000';

/**
 * The names under which statements are prepared. A plan becomes stale when its tables change (`0A000`), and a reset
 * session has forgotten all of them (`26000`); then the name gets a new generation, so every connection prepares
 * afresh.
 */
export class PreparedNames {
  readonly #generations = new Map<string, number>();

  /** Empty for the empty name, which is never prepared. */
  of(name: string): string {
    const generation = this.#generations.get(name);
    return generation === undefined ? name : `${name}~${generation}`;
  }

  renew(name: string): void {
    this.#generations.set(name, (this.#generations.get(name) ?? 0) + 1);
  }
}

/** Whether the error says that a prepared statement is of no use any more; running it anew helps. */
export function isStaleStatement(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  // 0A000 is every feature that is not supported; only this one is about plans.
  return code === unknownStatement || (code === stalePlan && /cached plan/.test(message ?? ''));
}
