import { ActionIcon, Button, Portal } from '@mantine/core';
import { dismissNotice, type Notice, useNotices } from '../api/notify.ts';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle, IconX } from '../ui/icons.ts';
import classes from './Toasts.module.css';

const icons = { good: IconCircleCheck, bad: IconAlertTriangle, neutral: IconInfoCircle } as const;

export function Toasts() {
  const { notices } = useNotices();
  return (
    <Portal>
      <div className={classes.stack}>
        {notices.map((notice) => (
          <Toast key={notice.id} notice={notice} />
        ))}
      </div>
    </Portal>
  );
}

function Toast({ notice }: { notice: Notice }) {
  const Icon = icons[notice.tone];
  return (
    <div className={classes.toast} data-tone={notice.tone} role={notice.tone === 'bad' ? 'alert' : 'status'}>
      <Icon size={18} aria-hidden className={classes.icon} />
      <div className={classes.text}>
        <strong>{notice.title}</strong>
        {notice.message && <p>{notice.message}</p>}
        {notice.action && (
          <Button
            size="compact-xs"
            variant="light"
            onClick={() => {
              notice.action?.run();
              dismissNotice(notice.id);
            }}
          >
            {notice.action.label}
          </Button>
        )}
      </div>
      <ActionIcon size="sm" aria-label="Dismiss" onClick={() => dismissNotice(notice.id)}>
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
}
