import { toString as inWords } from 'cronstrue';
import { cronProblem } from './parse-cron.ts';

/** "At 09:00, Monday through Friday"; undefined for what is no schedule. */
export function describeCron(cron: string): string | undefined {
  if (cronProblem(cron) !== undefined) return undefined;
  const fields = cron.trim().split(/\s+/);
  const words = wordsOf(fields.join(' '));
  const everyDay = fields.slice(2).every((field) => field === '*');
  return everyDay && words.startsWith('At ') ? `${words}, every day` : words;
}

function wordsOf(cron: string): string {
  try {
    return inWords(cron, { use24HourTimeFormat: true });
  } catch {
    // Rare forms have no words: the 1st and the 15th, each moved to its nearest weekday.
    return `At the times of ${cron}`;
  }
}
