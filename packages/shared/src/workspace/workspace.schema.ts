import { z } from 'zod';
import { idOutput } from '../ids.ts';
import { rights, roles } from '../rights.ts';

export const workspaceSummary = z
  .object({ id: idOutput('workspace'), name: z.string(), slug: z.string() })
  .meta({ id: 'Workspace' });
export type WorkspaceSummary = z.output<typeof workspaceSummary>;

export const workspaceList = z.object({
  data: z.array(workspaceSummary.extend({ role: z.enum(roles), current: z.boolean() })),
  next: z.null(),
});
export type WorkspaceList = z.output<typeof workspaceList>;

export const updateWorkspaceInput = z.object({ name: z.string().trim().min(1, 'Give it a name.').max(100) });
export type UpdateWorkspaceInput = z.output<typeof updateWorkspaceInput>;

/** What signs a `send-webhook` that names no credential. `value` is there once, after it was made. */
export const signingSecret = z.object({
  fingerprint: z.string(),
  createdAt: z.iso.datetime(),
  value: z.string().nullable(),
});
export type SigningSecret = z.output<typeof signingSecret>;

/** Who asks, for what, and what the installation is. */
export const session = z.object({
  /** Null for an API key. */
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  /** The first sign-in: name, e-mail and password are not set yet. */
  needsProfile: z.boolean(),
  workspace: workspaceSummary,
  role: z.enum(roles),
  rights: z.array(z.enum(rights)),
  publicUrl: z.string(),
  /** Nobody outside this machine can reach `publicUrl`. */
  publicUrlIsLocal: z.boolean(),
  /** For owners: where the encryption key is and that it is to be kept; null where the environment gives it. */
  encryptionKeyNote: z.string().nullable(),
});
export type SessionView = z.output<typeof session>;

export const completeProfileInput = z.object({
  name: z.string().trim().min(1, 'Enter your name.').max(100),
  email: z.email('Enter an e-mail address, such as ada@example.com.').max(254),
  password: z.string().min(10, 'Use at least 10 characters.').max(128, 'Use at most 128 characters.'),
});
export type CompleteProfileInput = z.output<typeof completeProfileInput>;
