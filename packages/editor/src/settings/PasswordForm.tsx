import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { notify } from '../api/notify.ts';
import { postAuth } from '../api/session.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import classes from './SettingsFrame.module.css';

/** A new password. All other sessions of this person end. */
export function PasswordForm() {
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const change = useMutation({
    mutationFn: () =>
      postAuth('change-password', { currentPassword, newPassword, revokeOtherSessions: true }),
    meta: { ownError: true },
    onSuccess: () => {
      setCurrent('');
      setNew('');
      notify({
        tone: 'good',
        title: 'Your password is changed',
        message: 'You are signed out everywhere else.',
      });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form onSubmit={submit} className={classes.stack}>
      <div className={classes.row}>
        <PasswordInput
          className={classes.grow ?? ''}
          label="Password now"
          autoComplete="current-password"
          value={currentPassword}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          className={classes.grow ?? ''}
          label="New password"
          autoComplete="new-password"
          minLength={10}
          maxLength={128}
          placeholder="At least 10 characters"
          value={newPassword}
          onChange={(event) => setNew(event.currentTarget.value)}
        />
      </div>
      {change.error && <ErrorPanel error={change.error} />}
      <div>
        <Button
          type="submit"
          variant="default"
          loading={change.isPending}
          disabled={currentPassword === '' || newPassword.length < 10}
        >
          Change the password
        </Button>
      </div>
    </form>
  );
}
