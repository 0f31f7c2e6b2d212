import type { Icon } from '@tabler/icons-react';
import type { Tone } from '../tokens.ts';
import {
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClock,
  IconLoader2,
  IconPlayerPause,
  IconShieldQuestion,
} from './icons.ts';
import classes from './StatusBadge.module.css';

type Look = { tone: Tone; words: string; icon?: Icon };

const icons: Record<Tone, Icon> = {
  neutral: IconCircleDashed,
  active: IconLoader2,
  wait: IconClock,
  good: IconCircleCheck,
  bad: IconCircleX,
  odd: IconShieldQuestion,
};

/** How each status of the product looks: the same on every page, never by colour alone. */
const looks: Readonly<Record<string, Look>> = {
  draft: { tone: 'neutral', words: 'Draft' },
  live: { tone: 'good', words: 'Live' },
  paused: { tone: 'wait', words: 'Paused', icon: IconPlayerPause },
  queued: { tone: 'neutral', words: 'Queued' },
  pending: { tone: 'neutral', words: 'Pending' },
  skipped: { tone: 'neutral', words: 'Skipped' },
  duplicate: { tone: 'neutral', words: 'Duplicate' },
  filtered: { tone: 'neutral', words: 'Filtered' },
  handshake: { tone: 'neutral', words: 'Handshake' },
  cancelled: { tone: 'neutral', words: 'Cancelled' },
  archived: { tone: 'neutral', words: 'Archived' },
  reused: { tone: 'neutral', words: 'Reused' },
  suppressed: { tone: 'neutral', words: 'Held back' },
  intent: { tone: 'neutral', words: 'Intended' },
  running: { tone: 'active', words: 'Running' },
  sending: { tone: 'active', words: 'Sending' },
  sent: { tone: 'active', words: 'Sent' },
  waiting: { tone: 'wait', words: 'Waiting' },
  retrying: { tone: 'wait', words: 'Retrying' },
  throttled: { tone: 'wait', words: 'Throttled' },
  parked: { tone: 'wait', words: 'Parked' },
  open: { tone: 'wait', words: 'Open' },
  succeeded: { tone: 'good', words: 'Succeeded' },
  done: { tone: 'good', words: 'Done' },
  delivered: { tone: 'good', words: 'Delivered' },
  accepted: { tone: 'good', words: 'Accepted' },
  approved: { tone: 'good', words: 'Approved' },
  answered: { tone: 'good', words: 'Answered' },
  active: { tone: 'good', words: 'Active' },
  valid: { tone: 'good', words: 'Signature valid' },
  failed: { tone: 'bad', words: 'Failed' },
  dead: { tone: 'bad', words: 'Dead' },
  refused: { tone: 'bad', words: 'Refused' },
  rejected: { tone: 'bad', words: 'Rejected' },
  expired: { tone: 'bad', words: 'Expired' },
  invalid: { tone: 'bad', words: 'Signature invalid' },
  quarantined: { tone: 'odd', words: 'Quarantined' },
  unknown: { tone: 'odd', words: 'Effect unknown' },
  in_doubt: { tone: 'odd', words: 'In doubt' },
};

export function lookOf(status: string): Look & { icon: Icon } {
  const look = looks[status] ?? { tone: 'neutral' as const, words: status };
  return { ...look, icon: look.icon ?? icons[look.tone] };
}

export type StatusBadgeProps = {
  /** A status of the contract, such as `succeeded`. */
  status: string;
  /** Other words than the usual: "Live v7". */
  children?: string;
  /** Only icon and word, without the tinted ground. */
  plain?: boolean;
};

/** A state as icon, word and tone. */
export function StatusBadge({ status, children, plain }: StatusBadgeProps) {
  const { tone, words, icon: Icon } = lookOf(status);
  return (
    <span className={classes.badge} data-tone={tone} data-plain={plain || undefined}>
      <Icon size={14} stroke={2} aria-hidden className={tone === 'active' ? classes.moving : undefined} />
      {children ?? words}
    </span>
  );
}

/** A mark that is no status: "Sandbox, no AI", "Test". */
export function Mark({
  tone = 'neutral',
  icon: Icon,
  children,
}: {
  tone?: Tone;
  icon?: Icon;
  children: string;
}) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {Icon && <Icon size={13} stroke={2} aria-hidden />}
      {children}
    </span>
  );
}
