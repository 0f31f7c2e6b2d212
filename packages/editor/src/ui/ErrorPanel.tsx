import { Button } from '@mantine/core';
import { explainError } from '../api/error-words.ts';
import classes from './ErrorPanel.module.css';
import { IconAlertTriangle } from './icons.ts';

/** What happened, what to do, and a button to try again. Stands where the content would be. */
export function ErrorPanel({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, message, code } = explainError(error);
  return (
    <div className={classes.panel} role="alert">
      <IconAlertTriangle size={20} aria-hidden />
      <div>
        <h3>{title}</h3>
        <p>{message}</p>
        <p className={classes.code}>{code}</p>
      </div>
      {onRetry && (
        <Button variant="default" size="xs" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
