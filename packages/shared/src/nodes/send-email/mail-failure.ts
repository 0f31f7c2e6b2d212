import { failed, type StepFailure } from '../../node/step-result.ts';

/** What a mail library's error tells: its code, and the server's answer where there was one. */
export type MailError = { code?: string | undefined; responseCode?: number | undefined; message: string };

/** Errors that lie in the server's address, port or encryption. */
const unreachable = ['EDNS', 'ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'ETLS', 'EPROTOCOL', 'EREQUIRETLS'];

/**
 * What a failed send means. `whole` says whether the whole message had been handed over: from then on the server
 * may have taken it although its answer is missing, and only the receiver knows.
 */
export function mailFailure(error: MailError, server: string, whole: boolean): StepFailure {
  const said = error.message.trim();
  const { code = '', responseCode } = error;
  if (responseCode === undefined && whole)
    return failed(
      'effect_unknown',
      `The whole message was handed to ${server}, and its answer got lost: ${said}. Ask the receiver whether it came.`,
    );
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return failed(
      'mail_sign_in',
      `${server} refused to sign in: ${said}. Check user and password of the credential.`,
      {
        path: 'credential',
        retry: isPassing(responseCode),
      },
    );
  if (responseCode !== undefined)
    return failed('mail_refused', `${server} refused the message: ${said}`, {
      path: code === 'EENVELOPE' ? 'to' : 'text',
      retry: isPassing(responseCode),
    });
  if (code === 'EABORT')
    return failed('timeout', `${server} did not take the message in time.`, { retry: true });
  if (unreachable.includes(code))
    return failed(
      'mail_unreachable',
      `${server} cannot be reached: ${said}. Check host, port and encryption.`,
      {
        path: 'credential',
        retry: true,
      },
    );
  return failed('mail_failed', `The message could not be sent: ${said}`, { path: 'to' });
}

/** 4xx answers of mail servers are for now, 5xx for good. */
const isPassing = (responseCode: number | undefined) =>
  responseCode !== undefined && responseCode >= 400 && responseCode < 500;
