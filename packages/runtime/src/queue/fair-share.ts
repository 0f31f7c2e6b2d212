/** What each workspace holds of a process's slots, so that one with a backlog leaves room for the others. */
export type FairShare = {
  add(group: string | null | undefined): void;
  remove(group: string | null | undefined): void;
  /**
   * Workspaces that hold their share already: the slots divided by the active workspaces, and at least 4. `others`:
   * how many are counted as active although they hold nothing yet.
   */
  sated(slots: number, others?: number): string[];
};

const leastShare = 4;

export function createFairShare(): FairShare {
  const held = new Map<string, number>();
  return {
    add(group) {
      if (group) held.set(group, (held.get(group) ?? 0) + 1);
    },
    remove(group) {
      if (!group) return;
      const left = (held.get(group) ?? 0) - 1;
      if (left > 0) held.set(group, left);
      else held.delete(group);
    },
    sated(slots, others = 0) {
      const active = held.size + others;
      // Alone, a workspace may have them all.
      if (active < 2) return [];
      const share = Math.max(leastShare, Math.floor(slots / active));
      return [...held].filter(([, count]) => count >= share).map(([group]) => group);
    },
  };
}
