import { Button, Collapse } from '@mantine/core';
import type { Bin } from '@sista/shared/bin/bin.schema';
import { useState } from 'react';
import { useRight } from '../api/session.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Curl } from '../ui/Curl.tsx';
import { durationWords } from '../ui/duration-words.ts';
import { IconMessageReply, IconTerminal } from '../ui/icons.ts';
import { AnswerForm } from './AnswerForm.tsx';
import classes from './BinHead.module.css';

type Open = 'answer' | 'curl' | undefined;

/** The address, a line to try it, and the answer that callers get. */
export function BinHead({ bin }: { bin: Bin }) {
  const [open, setOpen] = useState<Open>();
  const mayWrite = useRight('bin.write');
  const toggle = (part: Open) => setOpen(open === part ? undefined : part);
  const { status, delayMs } = bin.answer;
  return (
    <section className={classes.head} aria-label="Address and answer">
      <div className={classes.line}>
        <code className={classes.address}>{bin.url}</code>
        <CopyButton text={bin.url} label="Copy the address" words="Copy" />
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTerminal size={14} />}
          aria-expanded={open === 'curl'}
          onClick={() => toggle('curl')}
        >
          curl
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconMessageReply size={14} />}
          aria-expanded={open === 'answer'}
          onClick={() => toggle('answer')}
        >
          {`Answers ${status}${delayMs > 0 ? ` after ${durationWords(delayMs)}` : ''}`}
        </Button>
      </div>
      <Collapse expanded={open === 'curl'}>
        <div className={classes.part}>
          <Curl url={bin.url} body={{ hello: 'world' }} />
        </div>
      </Collapse>
      <Collapse expanded={open === 'answer'}>
        <div className={classes.part}>
          <AnswerForm bin={bin} readOnly={!mayWrite} onSaved={() => setOpen(undefined)} />
        </div>
      </Collapse>
    </section>
  );
}
