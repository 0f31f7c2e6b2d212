import { Button, PasswordInput, TextInput } from '@mantine/core';
import { completeProfileInput } from '@sista/shared/workspace/workspace.schema';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { explainError } from '../api/error-words.ts';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Note } from '../ui/Note.tsx';
import { Progress } from '../ui/Progress.tsx';
import { putOffProfile } from './put-off-profile.ts';
import { returnAddress } from './return-address.ts';
import classes from './SessionFrame.module.css';
import { SessionFrame } from './SessionFrame.tsx';

/** After the first one-time link: who this is, and a password for the next time. */
export function WelcomePage() {
  const search = useLocation().search as Record<string, unknown>;
  const navigate = useNavigate();
  const session = useQuery(trpc.session.me.queryOptions());
  const target = returnAddress(search);
  if (session.error && !session.data) {
    if (explainError(session.error).code === 'signed_out') return <LeadTo href="/sign-in" />;
    return (
      <SessionFrame title="Welcome" description="">
        <ErrorPanel error={session.error} onRetry={() => void session.refetch()} />
      </SessionFrame>
    );
  }
  if (!session.data) return <Progress label="Opening the page" />;
  if (!session.data.needsProfile) return <LeadTo href={target} />;
  const later = () => {
    putOffProfile();
    void navigate({ href: target, replace: true });
  };
  return (
    <SessionFrame
      title="Welcome to Sista Flow"
      description="You are signed in. Choose how you sign in from now on: the link worked once."
    >
      <div className={classes.notes}>
        {session.data.encryptionKeyNote && (
          <Note tone="wait" title="Keep a copy of the encryption key">
            {session.data.encryptionKeyNote} A backup of the database without it cannot open what is stored in
            it.
          </Note>
        )}
      </div>
      <ProfileForm onLater={later} />
    </SessionFrame>
  );
}

function LeadTo({ href }: { href: string }) {
  const navigate = useNavigate();
  useEffect(() => void navigate({ href, replace: true }), [navigate, href]);
  return <Progress label="Opening the page" />;
}

type Profile = { name: string; email: string; password: string };

function ProfileForm({ onLater }: { onLater: () => void }) {
  const [profile, setProfile] = useState<Profile>({ name: '', email: '', password: '' });
  const [problems, setProblems] = useState<Partial<Record<string, string>>>({});
  const complete = useMutation({
    ...trpc.session.completeProfile.mutationOptions(),
    meta: { ownError: true },
    // The page leads on by itself as soon as the session has a profile.
    onSuccess: (session) => queryClient.setQueryData(trpc.session.me.queryKey(), session),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = completeProfileInput.safeParse({ ...profile, email: profile.email.trim() });
    const found = parsed.success ? [] : parsed.error.issues;
    setProblems(Object.fromEntries(found.map((issue) => [String(issue.path[0]), issue.message])));
    if (parsed.success) complete.mutate(parsed.data);
  };
  const field = (name: keyof Profile) => ({
    name,
    value: profile[name],
    error: problems[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setProfile({ ...profile, [name]: event.currentTarget.value }),
  });
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {complete.error && <ErrorPanel error={complete.error} />}
      <TextInput label="Your name" autoComplete="name" placeholder="Ada Lovelace" {...field('name')} />
      <TextInput
        label="E-mail"
        description="You sign in with it. Nothing is sent to it."
        type="email"
        autoComplete="username"
        placeholder="ada@example.com"
        {...field('email')}
      />
      <PasswordInput
        label="Password"
        description="At least 10 characters."
        autoComplete="new-password"
        {...field('password')}
      />
      <div className={classes.actions}>
        <Button variant="subtle" color="gray" onClick={onLater}>
          Later
        </Button>
        <Button type="submit" loading={complete.isPending}>
          Save and go on
        </Button>
      </div>
    </form>
  );
}
