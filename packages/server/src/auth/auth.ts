import { apiKey } from '@better-auth/api-key';
import type { Logger, PrismaClient } from '@sista/runtime/db';
import { newUuid } from '@sista/shared/ids';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { magicLink, organization } from 'better-auth/plugins';

export type AuthUser = { id: string; name: string; email: string };
export type AuthSession = { session: { id: string; activeOrganizationId?: string | null }; user: AuthUser };

/** What we use of the accounts library, written out: its own inferred type cannot be named in declarations. */
export type Auth = {
  /** Answers `/auth/*`. */
  handler(request: Request): Promise<Response>;
  /** Who a cookie belongs to; `headers` may carry a renewed cookie. */
  readSession(headers: Headers): Promise<{ session: AuthSession | null; headers: Headers }>;
  /** The stored row behind an API key, or null for one that does not count. */
  verifyKey(key: string): Promise<VerifiedKey | null>;
  /** An address that signs this person in once. */
  makeSignInLink(email: string, landing: string): Promise<string>;
  hashPassword(password: string): Promise<string>;
};

/** `metadata` is what was stored with the key: its role. */
export type VerifiedKey = {
  id: string;
  name: string | null;
  start: string | null;
  referenceId: string;
  metadata: Record<string, unknown> | null;
};

export type AuthOptions = {
  prisma: PrismaClient;
  publicUrl: string;
  /** Signs cookies: at least 32 random characters that stay the same over restarts. */
  secret: string;
  log: Logger;
};

/** The header that the route sets from the socket's address, so that a forged one never counts. */
export const addressHeader = 'x-sista-ip';
const day = 86_400;

/** Accounts on Prisma: organizations are our workspaces. Nobody can sign up; members are made by owners. */
export function createAuth({ prisma, publicUrl, secret, log }: AuthOptions): Auth {
  const links = new Map<string, string>();
  const auth = betterAuth({
    appName: 'Sista Flow',
    baseURL: publicUrl,
    basePath: '/auth',
    secret,
    trustedOrigins: trustedOrigins(publicUrl),
    database: prismaAdapter(prisma, { provider: 'postgresql' }),
    telemetry: { enabled: false },
    logger: {
      disableColors: true,
      log: (level, message) => log[level === 'debug' ? 'trace' : level](message),
    },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 128 },
    session: { expiresIn: 30 * day, updateAge: day },
    rateLimit,
    advanced: advancedOf(publicUrl),
    databaseHooks: { session: { create: { before: (session) => inFirstWorkspace(prisma, session) } } },
    plugins: [
      organization({ allowUserToCreateOrganization: false }),
      apiKey({
        defaultPrefix: 'sk_',
        references: 'organization',
        enableMetadata: true,
        rateLimit: { enabled: false },
      }),
      magicLink({
        storeToken: 'hashed',
        expiresIn: day,
        disableSignUp: true,
        sendMagicLink: ({ email, url }) => {
          links.set(email, url);
        },
      }),
    ],
  });

  return {
    handler: (request) => auth.handler(request),
    async readSession(headers) {
      const answer = await auth.api.getSession({ headers, returnHeaders: true });
      return { session: answer.response as AuthSession | null, headers: answer.headers };
    },
    async verifyKey(key) {
      const answer = await auth.api.verifyApiKey({ body: { key } });
      return answer.valid && answer.key ? (answer.key as VerifiedKey) : null;
    },
    async makeSignInLink(email, landing) {
      const body = { email, callbackURL: landing, errorCallbackURL: '/sign-in' };
      await auth.api.signInMagicLink({ body, headers: new Headers() });
      const link = links.get(email);
      links.delete(email);
      if (!link) throw new Error('the accounts library made no sign-in link');
      return link;
    },
    hashPassword: async (password) => (await auth.$context).password.hash(password),
  };
}

const rateLimit = {
  enabled: true,
  storage: 'database',
  window: 10,
  max: 100,
  customRules: {
    '/sign-in/email': { window: 60, max: 10 },
    '/magic-link/verify': { window: 60, max: 20 },
    '/change-password': { window: 60, max: 10 },
  },
} as const;

function advancedOf(publicUrl: string) {
  return {
    cookiePrefix: 'sista',
    useSecureCookies: publicUrl.startsWith('https:'),
    // Said outright: left to itself the library drops both checks in a test run.
    disableCSRFCheck: false,
    disableOriginCheck: false,
    ipAddress: { ipAddressHeaders: [addressHeader] },
    database: { generateId: () => newUuid() },
  };
}

/** A new session works in the first workspace of the person until they change to another. */
async function inFirstWorkspace<Session extends { userId: string }>(prisma: PrismaClient, session: Session) {
  const member = await prisma.member.findFirst({
    where: { userId: session.userId },
    orderBy: { createdAt: 'asc' },
  });
  return { data: { ...session, activeOrganizationId: member?.organizationId ?? null } };
}

/** A server on this machine is reached under several names; all of them are the same origin to us. */
export function trustedOrigins(publicUrl: string): string[] {
  const url = new URL(publicUrl);
  if (!isLocalHost(url.hostname)) return [url.origin];
  const port = url.port ? `:${url.port}` : '';
  return ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${url.protocol}//${host}${port}`);
}

/** Whether nobody outside this machine can reach the host of an address. */
export function isLocalHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname) ||
    hostname.endsWith('.localhost')
  );
}
