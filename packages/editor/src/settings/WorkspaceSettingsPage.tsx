import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight, useSession } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { KeyValues } from '../ui/KeyValues.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Skeleton } from '../ui/Progress.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { Mark } from '../ui/StatusBadge.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import classes from './SettingsFrame.module.css';
import { SettingsFrame } from './SettingsFrame.tsx';

/** The workspace's name, who is in it, and the account of the person who looks. */
export function WorkspaceSettingsPage() {
  const session = useSession();
  return (
    <SettingsFrame title="Workspace" description="Its name, its people and your own account.">
      <Panel title="Name">
        {session ? <NameForm key={session.workspace.name} name={session.workspace.name} /> : null}
      </Panel>
      <Panel title="Your account">
        <div className={classes.stack}>
          <KeyValues
            entries={[
              ['Name', session?.user?.name],
              ['E-mail', session?.needsProfile ? 'Not chosen yet' : session?.user?.email],
              ['Role', session?.role],
            ]}
          />
          {session?.needsProfile ? <FinishProfile /> : <PasswordForm />}
        </div>
      </Panel>
      <Panel title="People" flush>
        <People />
      </Panel>
    </SettingsFrame>
  );
}

function FinishProfile() {
  return (
    <div className={classes.row}>
      <span className={classes.grow}>
        You have no password yet: without one only a new link signs you in.
      </span>
      <Button component="a" href={`/welcome?return=${encodeURIComponent(location.pathname)}`} size="xs">
        Choose name and password
      </Button>
    </div>
  );
}

function NameForm({ name }: { name: string }) {
  const [text, setText] = useState(name);
  const mayWrite = useRight('workspace.write');
  const update = useMutation({
    ...trpc.workspace.update.mutationOptions(),
    meta: { ownError: true },
    onSuccess: async () => {
      notify({ tone: 'good', title: 'The workspace has its new name' });
      await queryClient.invalidateQueries(trpc.session.pathFilter());
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ name: text });
  };
  return (
    <form onSubmit={submit} className={classes.stack}>
      <div className={classes.row}>
        <TextInput
          aria-label="Name of the workspace"
          className={classes.grow ?? ''}
          required
          maxLength={100}
          readOnly={!mayWrite}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {mayWrite && (
          <Button type="submit" loading={update.isPending} disabled={text.trim() === name}>
            Rename
          </Button>
        )}
      </div>
      {update.error && <ErrorPanel error={update.error} />}
      {!mayWrite && <p className={classes.quiet}>Owners and admins can rename the workspace.</p>}
    </form>
  );
}

function People() {
  const members = useQuery(trpc.member.list.queryOptions({ limit: 200 }));
  if (members.error && !members.data)
    return <ErrorPanel error={members.error} onRetry={() => void members.refetch()} />;
  if (!members.data) return <Skeleton label="Loading the people" />;
  return (
    <ul className={classes.people}>
      {members.data.data.map(({ userId, name, email, role, joinedAt }) => (
        <li key={userId}>
          <Avatar name={name} seed={userId} size={32} />
          <div>
            <strong>{name}</strong>
            <p>
              {email}, since <RelativeTime at={joinedAt} />
            </p>
          </div>
          <Mark>{role}</Mark>
        </li>
      ))}
    </ul>
  );
}
