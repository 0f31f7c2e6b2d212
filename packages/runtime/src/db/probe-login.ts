import pg from 'pg';

const triesApartMs = 20;
// Starting up, shutting down, recovering: the server is there and will answer.
const notYet = new Set(['57P03', '53300']);
const wrongPassword = new Set(['28P01', '28000']);

/**
 * Whether a login succeeds within `timeoutMs`. A server that is starting or recovering is waited for; `stillThere`
 * ends the wait early. Throws when the server answers and refuses the login.
 */
export async function probeLogin(url: string, timeoutMs: number, stillThere = () => true): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline && stillThere()) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return true;
    } catch (error) {
      await client.end().catch(() => {});
      const code = (error as { code?: string }).code ?? '';
      if (wrongPassword.has(code)) {
        throw new Error(
          'PostgreSQL refuses the password of its data folder. Was postgres.password replaced?',
          {
            cause: error,
          },
        );
      }
      if (/^[0-9A-Z]{5}$/.test(code) && !notYet.has(code)) throw error;
    }
    await new Promise((done) => setTimeout(done, triesApartMs));
  }
  return false;
}

/** Creates the database `name` unless it exists. `url` is that of another database of the server. */
export async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
