import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { explainError } from '../api/error-words.ts';
import { queryClient } from '../api/query-client.ts';
import { postAuth } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Note } from '../ui/Note.tsx';
import { linkProblem, returnAddress } from './return-address.ts';
import classes from './SessionFrame.module.css';
import { SessionFrame } from './SessionFrame.tsx';

const linkCommand = 'npx pnpm@12 sista sign-in-link';

/** Signing in with e-mail and password, and how to get in without them. */
export function SignInPage() {
  const search = useLocation().search as Record<string, unknown>;
  const navigate = useNavigate();
  const target = returnAddress(search);
  const problem = linkProblem(search);
  const session = useQuery({ ...trpc.session.me.queryOptions(), retry: false });
  const signIn = useMutation({
    mutationFn: (given: { email: string; password: string }) => postAuth('sign-in/email', given),
    meta: { ownError: true },
    onSuccess: () => {
      queryClient.clear();
      return navigate({ href: target, replace: true });
    },
  });
  return (
    <SessionFrame title="Sign in" description="With the e-mail address and password of your account here.">
      <div className={classes.notes}>
        {problem && (
          <Note tone="bad" title="The link did not sign you in">
            {problem} Sign in with your password, or make a new link.
          </Note>
        )}
        {session.data?.user && !session.error && (
          <Note tone="active" title={`You are signed in as ${session.data.user.name}`}>
            <a href={target}>Go on to Sista Flow</a>
          </Note>
        )}
        {signIn.error && (
          <Note tone="bad" title="That did not work">
            {signInSentence(signIn.error)}
          </Note>
        )}
      </div>
      <SignInForm busy={signIn.isPending} onSubmit={(given) => signIn.mutate(given)} />
      <div className={classes.link}>
        No password yet, or forgotten? On the machine that runs the server, this prints a link that signs in
        once:
        <div className={classes.command}>
          <code>{linkCommand}</code>
          <CopyButton text={linkCommand} label="Copy the command" />
        </div>
      </div>
    </SessionFrame>
  );
}

function SignInForm({
  busy,
  onSubmit,
}: {
  busy: boolean;
  onSubmit: (given: { email: string; password: string }) => void;
}) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ email: email.trim(), password });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} mt={4}>
        Sign in
      </Button>
    </form>
  );
}

function signInSentence(error: unknown): string {
  const { message } = explainError(error);
  if (/invalid email or password/i.test(message)) return 'E-mail address or password is wrong. Check both.';
  if (/too many/i.test(message)) return 'There were many attempts. Wait a minute, then try again.';
  return message;
}
