import { useQuery } from '@tanstack/react-query';
import { useSession } from '../api/session.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { KeyValues } from '../ui/KeyValues.tsx';
import { Note } from '../ui/Note.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Mark } from '../ui/StatusBadge.tsx';
import classes from './SettingsFrame.module.css';
import { SettingsFrame } from './SettingsFrame.tsx';

/** Whether everything works, where the outside finds it, and what to keep safe. */
export function HealthSettingsPage() {
  const session = useSession();
  return (
    <SettingsFrame
      title="Health"
      description="Whether the server can do its work, where the outside finds it, and what to keep safe."
    >
      <Panel title="This server">
        <Readiness />
      </Panel>
      <Panel title="Public address">
        {session && <PublicAddress url={session.publicUrl} isLocal={session.publicUrlIsLocal} />}
      </Panel>
      <Panel title="Encryption key">
        <div className={classes.stack}>
          <p>
            {session?.encryptionKeyNote ??
              'The key that opens all credentials comes from the environment of the server (SISTA_ENCRYPTION_KEY). Keep it where your other secrets are.'}
          </p>
          <p className={classes.quiet}>
            A backup is whole with both: the database and the key. Without the key the stored credentials
            cannot be opened by anybody.
          </p>
        </div>
      </Panel>
    </SettingsFrame>
  );
}

type Ready = { ok: boolean; words: string };

async function readReadiness(): Promise<Ready> {
  const answer = await fetch('/readyz');
  const content = (await answer.json().catch(() => null)) as { error?: { message?: string } } | null;
  if (answer.ok) return { ok: true, words: 'It takes requests, runs flows and sends.' };
  return { ok: false, words: content?.error?.message ?? `The server answered ${answer.status}.` };
}

function Readiness() {
  const ready = useQuery({ queryKey: ['readiness'], queryFn: readReadiness, refetchInterval: 10_000 });
  const state = ready.data ?? (ready.error ? { ok: false, words: 'The server does not answer.' } : undefined);
  return (
    <KeyValues
      entries={[
        [
          'State',
          state ? (
            <Mark key="state" tone={state.ok ? 'good' : 'bad'}>
              {state.ok ? 'Ready' : 'Not ready'}
            </Mark>
          ) : (
            'Asking…'
          ),
        ],
        ['What that means', state?.words],
      ]}
    />
  );
}

function PublicAddress({ url, isLocal }: { url: string; isLocal: boolean }) {
  return (
    <div className={classes.stack}>
      <div className={classes.secret}>
        <code>{url}</code>
        <CopyButton text={url} label="Copy the address" />
      </div>
      {isLocal ? <TunnelSteps url={url} /> : <p className={classes.quiet}>Ingress URLs begin with it.</p>}
    </div>
  );
}

/** A laptop has no address of its own: a tunnel gives it one. */
function TunnelSteps({ url }: { url: string }) {
  const tunnel = `cloudflared tunnel --url ${url}`;
  const start = 'PUBLIC_URL=https://<the address it printed> npx pnpm@12 start';
  return (
    <>
      <Note tone="wait" title="Only this machine reaches it">
        Curl from here works. Systems outside need an address that leads here; a tunnel gives one for free:
      </Note>
      <ol className={classes.steps}>
        <li>
          Start a tunnel. Any will do, for example:
          <Command text={tunnel} />
        </li>
        <li>
          Start the server with that address, so that ingress URLs are right:
          <Command text={start} />
        </li>
        <li>Copy the ingress URL of your flow again and enter it at the sender.</li>
      </ol>
    </>
  );
}

function Command({ text }: { text: string }) {
  return (
    <div className={classes.secret}>
      <code>{text}</code>
      <CopyButton text={text} label="Copy the command" />
    </div>
  );
}
