/**
 * How many of the requests that wait for a commit belong to whom. One sender may hold half of the room; the rest is
 * for the others.
 */
export type WaitingRoom = {
  /** False when the trigger or the workspace holds half of the room already. */
  enter(triggerId: string, workspaceId: string): boolean;
  leave(triggerId: string, workspaceId: string): void;
};

export function createWaitingRoom(most: number): WaitingRoom {
  const held = new Map<string, number>();
  const share = most / 2;
  const count = (name: string) => held.get(name) ?? 0;
  const leave = (name: string) => {
    const left = count(name) - 1;
    if (left > 0) held.set(name, left);
    else held.delete(name);
  };
  return {
    enter(triggerId, workspaceId) {
      if (count(triggerId) >= share || count(workspaceId) >= share) return false;
      held.set(triggerId, count(triggerId) + 1);
      held.set(workspaceId, count(workspaceId) + 1);
      return true;
    },
    leave(triggerId, workspaceId) {
      leave(triggerId);
      leave(workspaceId);
    },
  };
}
