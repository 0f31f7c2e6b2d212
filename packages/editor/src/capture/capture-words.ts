import type { CaptureOutcome } from '@sista/shared/capture/capture-outcome';

/** What an outcome means for the sender and for the flow. */
const sentences: Readonly<Record<CaptureOutcome, string>> = {
  accepted: 'The request was taken and a run was started.',
  duplicate: 'It is a repeat of an earlier request, so nothing was started again.',
  parked: 'It was kept, and nothing was started. Replay it when the reason is gone.',
  refused: 'It was refused. The sender was told, and nothing was started.',
  filtered: 'It was taken, but the flow does not want this kind of request.',
  handshake: 'The sender checked the address and got the answer that it expects.',
};

const stepSentences: Partial<Record<CaptureOutcome, string>> = {
  accepted: 'It answered a waiting step, and the run went on.',
  duplicate: 'The waiting step had its answer already, so nothing was changed.',
  refused: 'It was refused. The sender was told, and it answered nothing.',
};

const reasons: Readonly<Record<string, string>> = {
  unpublished: 'The flow was not published',
  paused: 'The flow was paused',
  normalise_failed: 'The body could not be read as what the trigger expects',
  event_type: 'Another kind of event',
  condition: 'The condition of the trigger says no',
  invalid_json: 'The body is not JSON',
  signature_missing: 'The signature is missing',
  signature_malformed: 'The signature cannot be read',
  signature_mismatch: 'The signature does not fit the secret',
  signature_too_old: 'The signature is too old',
  signature_from_the_future: 'The signature is from the future',
  token_missing: 'The token is missing',
  token_mismatch: 'The token is wrong',
  no_secret: 'No secret is stored to check it',
  payload_too_large: 'The body is too large',
  rate_limited: 'Too many requests',
  already_answered: 'The step was answered before',
  run_ended: 'It came too late',
};

/** Why, in a few words; null where the outcome says it all. */
export function reasonWords(reason: string | null): string | null {
  if (reason === null) return null;
  const words = reasons[reason] ?? reason.replaceAll(/[_-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What happened to a request; `source` is `callback` where it was for a waiting step. */
export function outcomeSentence(outcome: CaptureOutcome, source: string): string {
  return (source === 'callback' ? stepSentences[outcome] : undefined) ?? sentences[outcome];
}

/** "Signature checked with Shop secret", "Not checked" */
export function authWords(auth: { mode: string; verified: boolean; secret: string | null }): string {
  if (auth.mode === 'none') return 'Not checked: the trigger asks for no proof';
  const what = auth.mode.replaceAll(/[_-]/g, ' ');
  if (!auth.verified) return `Not proved (${what})`;
  return auth.secret ? `Proved by ${what}, with ${auth.secret}` : `Proved by ${what}`;
}
