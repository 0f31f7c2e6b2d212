import pg from 'pg';
import type { Logger } from '../telemetry/logger.ts';
import { connectionTo } from './connection.ts';

export type Listen = (
  channel: string,
  onMessage: (payload: string) => void,
  /** After a lost connection: what was notified in between is lost, so whoever needs it must look. */
  onReconnect?: () => void,
) => Promise<() => Promise<void>>;

type Listener = { channel: string; onMessage: (payload: string) => void; onReconnect: () => void };

const retryMs = 250;

/**
 * LISTEN on one connection for all channels, opened by the first and kept until `close`. The promise of a call is
 * settled when its channel is heard; the function that it gives ends it.
 */
export function openListener(url: string, log: Logger): { listen: Listen; close(): Promise<void> } {
  const listeners = new Set<Listener>();
  let client: Promise<pg.Client> | undefined;
  let closed = false;
  let missed = false;

  async function connect(): Promise<pg.Client> {
    const next = new pg.Client(connectionTo(url, 'listen'));
    next.on('notification', ({ channel, payload = '' }) => {
      for (const listener of listeners) if (listener.channel === channel) listener.onMessage(payload);
    });
    // `end` follows every `error`, so one of them starts the reconnect.
    next.on('error', () => {});
    await next.connect();
    next.once('end', lost);
    for (const channel of new Set([...listeners].map((one) => one.channel))) await subscribe(next, channel);
    const late = missed ? [...listeners] : [];
    missed = false;
    for (const listener of late) listener.onReconnect();
    return next;
  }

  function lost() {
    client = undefined;
    if (closed) return;
    missed = true;
    log.debug('the LISTEN connection was lost; connecting again');
    setTimeout(reconnect, retryMs).unref();
  }

  function reconnect() {
    if (closed || client) return;
    const opened = connect();
    client = opened;
    opened.catch(lost);
  }

  return {
    async listen(channel, onMessage, onReconnect = () => {}) {
      const listener = { channel, onMessage, onReconnect };
      listeners.add(listener);
      const opening = client === undefined;
      client ??= connect();
      try {
        const open = await client;
        if (!opening) await subscribe(open, channel);
      } catch (error) {
        client = undefined;
        listeners.delete(listener);
        throw error;
      }
      return async () => {
        listeners.delete(listener);
        const stillHeard = [...listeners].some((one) => one.channel === channel);
        if (!stillHeard && client) await (await client).query(`unlisten ${pg.escapeIdentifier(channel)}`);
      };
    },
    async close() {
      closed = true;
      listeners.clear();
      await client?.then((open) => open.end()).catch(() => {});
    },
  };
}

const subscribe = (client: pg.Client, channel: string) =>
  client.query(`listen ${pg.escapeIdentifier(channel)}`);
