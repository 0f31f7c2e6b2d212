import { z } from 'zod';
import { pageInput, pageOf } from '../page.schema.ts';
import { roles } from '../rights.ts';

/** A person in a workspace. `userId` is the account's. */
export const member = z
  .object({
    userId: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(roles),
    joinedAt: z.iso.datetime(),
  })
  .meta({ id: 'Member' });
export type Member = z.output<typeof member>;

export const memberPage = pageOf(member);
export const listMembersInput = pageInput;
