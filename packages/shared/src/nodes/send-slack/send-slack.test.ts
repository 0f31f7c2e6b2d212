import { describe, expect, it } from 'vitest';
import { runExecutor } from '../../node/run-executor.testing.ts';
import { sendSlack } from './send-slack.definition.ts';
import { executeSendSlack } from './send-slack.executor.ts';

const credential = 'crd_01h455vb4pex5vsknk084sn02q';
const webhookUrl = 'https://hooks.slack.example/services/T0/B0/secret';
const credentials = { [credential]: { type: 'slack', webhookUrl } } as const;

describe('send-slack', () => {
  it('posts text and channel to the webhook of the credential, unsigned', async () => {
    const { result, sent } = await runExecutor(executeSendSlack, {
      config: { credential, channel: '#orders', text: 'Order {{ trigger.body.id }}' },
      scope: { trigger: { body: { id: 7 } } },
      credentials,
    });
    expect(sent).toMatchObject([
      { url: webhookUrl, body: '{"text":"Order 7","channel":"#orders"}', signed: false, credential: null },
    ]);
    expect(result).toMatchObject({ kind: 'done', output: { redirected: false } });
  });

  it('sends blocks beside the text', async () => {
    const blocks = [{ type: 'divider' }];
    const { sent } = await runExecutor(executeSendSlack, {
      config: { credential, text: 'Hi', blocks },
      credentials,
    });
    expect(sent).toMatchObject([{ body: '{"text":"Hi","blocks":[{"type":"divider"}]}' }]);
  });

  it('works without a credential while sends are held back, and fails without one otherwise', async () => {
    const config = { channel: '#orders', text: 'Hi' };
    const held = await runExecutor(executeSendSlack, { config, holdBack: true });
    expect(held).toMatchObject({ sent: [{ url: '' }], result: { output: { redirected: true } } });
    const live = await runExecutor(executeSendSlack, { config });
    expect(live.result).toMatchObject({ kind: 'failed', code: 'no_credential', path: 'credential' });
  });

  it('says that a connection without an incoming webhook cannot be used', async () => {
    const { result } = await runExecutor(executeSendSlack, {
      config: { credential, text: 'Hi' },
      credentials: { [credential]: { type: 'slack', botToken: 'xoxb-1' } },
    });
    expect(result).toMatchObject({ code: 'no_webhook_url', path: 'credential' });
  });

  it('refuses an empty message and blocks that are no list', async () => {
    const empty = await runExecutor(executeSendSlack, { config: { text: '' } });
    expect(empty.result).toMatchObject({ code: 'config_invalid', path: 'text' });
    const wrong = await runExecutor(executeSendSlack, {
      config: { text: 'Hi', blocks: { type: 'divider' } },
    });
    expect(wrong.result).toMatchObject({ code: 'blocks_not_a_list', path: 'blocks' });
  });

  it('warns while no connection is chosen, and publishes all the same', () => {
    expect(sendSlack.issues({ text: 'Hi' })).toMatchObject([{ level: 'warning', path: 'credential' }]);
    expect(sendSlack.issues({ text: 'Hi', credential })).toEqual([]);
  });
});
