import { type Role, roles } from '@sista/shared/rights';

/** A stored role. Least rights for one that no version of ours wrote. */
export function toRole(text: unknown): Role {
  return roles.find((role) => role === text) ?? 'viewer';
}
