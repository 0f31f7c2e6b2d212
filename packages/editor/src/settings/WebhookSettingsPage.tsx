import { Button, SegmentedControl } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import { api, trpc } from '../api/trpc.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { KeyValues } from '../ui/KeyValues.tsx';
import { Note } from '../ui/Note.tsx';
import { PageLink } from '../ui/PageLink.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Skeleton } from '../ui/Progress.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import classes from './SettingsFrame.module.css';
import { SettingsFrame } from './SettingsFrame.tsx';
import { verifySnippets } from './verify-snippets.ts';

type Secret = Awaited<ReturnType<typeof api.workspace.signingSecret.query>>;
const key = trpc.workspace.signingSecret.queryKey();

/** The server gives the value once. A later reading of the page's data must not lose it while it is on screen. */
async function readSecret(): Promise<Secret> {
  const answer = await api.workspace.signingSecret.query();
  const shown = queryClient.getQueryData<Secret>(key);
  return answer.value === null && shown?.fingerprint === answer.fingerprint ? shown : answer;
}

/** What signs the webhooks of this workspace, and how a receiver checks it. */
export function WebhookSettingsPage() {
  const mayWrite = useRight('workspace.write');
  return (
    <SettingsFrame
      title="Webhooks"
      description="Every webhook that is sent from here is signed. Receivers check it with a library that they may have already."
    >
      <Panel title="Signing secret of the workspace">
        {mayWrite ? (
          <SigningSecret />
        ) : (
          <p className={classes.quiet}>Owners and admins see and change the signing secret.</p>
        )}
      </Panel>
      <Panel title="How a receiver checks the signature">
        <Snippets />
      </Panel>
    </SettingsFrame>
  );
}

function SigningSecret() {
  const secret = useQuery({ queryKey: key, queryFn: readSecret, staleTime: Number.POSITIVE_INFINITY });
  const [asking, setAsking] = useState(false);
  const rotate = useMutation({
    ...trpc.workspace.rotateSigningSecret.mutationOptions(),
    onSuccess: (fresh) => {
      queryClient.setQueryData(key, fresh);
      setAsking(false);
      notify({
        tone: 'good',
        title: 'There is a new signing secret',
        message: 'The old one signs too for 24 h.',
      });
    },
  });
  if (secret.error && !secret.data)
    return <ErrorPanel error={secret.error} onRetry={() => void secret.refetch()} />;
  if (!secret.data) return <Skeleton label="Loading the secret" />;
  const { fingerprint, createdAt, value } = secret.data;
  return (
    <div className={classes.stack}>
      <p>
        It signs every <em>Send a webhook</em> step that names no credential of its own.
      </p>
      <KeyValues
        entries={[
          ['Fingerprint', <code key="print">{fingerprint}</code>],
          ['Made', <RelativeTime key="at" at={createdAt} />],
        ]}
      />
      {value === null ? (
        <p className={classes.quiet}>
          Its value was shown once and is not shown again. Whoever lost it makes a new one.
        </p>
      ) : (
        <>
          <Note tone="wait" title="Copy it now">
            This is the only time that the secret is shown.
          </Note>
          <div className={classes.secret}>
            <code>{value}</code>
            <CopyButton text={value} label="Copy the secret" />
          </div>
        </>
      )}
      <div>
        <Button variant="default" onClick={() => setAsking(true)}>
          Make a new secret
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => rotate.mutate()}
        title="Make a new signing secret?"
        verb="Make a new secret"
        busy={rotate.isPending}
      >
        For 24 hours both secrets sign, so that receivers have time to change. After that, receivers with the
        old one refuse what is sent from here.
      </ConfirmDialog>
    </div>
  );
}

function Snippets() {
  const [library, setLibrary] = useState<string>(verifySnippets[0].library);
  const snippet = verifySnippets.find((each) => each.library === library) ?? verifySnippets[0];
  return (
    <div className={classes.stack}>
      <div className={classes.row}>
        <SegmentedControl
          size="xs"
          aria-label="Library"
          data={verifySnippets.map((each) => ({ value: each.library, label: each.library }))}
          value={library}
          onChange={setLibrary}
        />
        <CopyButton text={snippet.code} label="Copy the code" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key */}
      <pre className={classes.code} tabIndex={0}>
        {snippet.code}
      </pre>
      <p className={classes.quiet}>
        Each throws when the signature is wrong or older than five minutes. The body must be checked as it
        came: as bytes, before anything parses it. The{' '}
        <PageLink to="/webhooks/request-inbox">request inbox</PageLink> shows a signed request without a
        receiver.
      </p>
    </div>
  );
}
