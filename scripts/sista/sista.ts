/** `pnpm sista <command>`: the command line. A command is a file beside this one, loaded when it is asked for. */

type Command = {
  summary: string;
  load: () => Promise<{ run: (args: readonly string[]) => Promise<number> }>;
};

const commands: Record<string, Command> = {
  'sign-in-link': {
    summary: 'print a link that signs the owner in once',
    load: () => import('./sign-in-link.ts'),
  },
};

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) {
  const { run } = await command.load();
  process.exitCode = await run(args);
} else {
  const list = Object.entries(commands).map(([word, { summary }]) => `  ${word.padEnd(16)}${summary}`);
  const asked = name === '' || name === 'help' || name === '--help';
  console.error(`${asked ? '' : `There is no command ${name}. `}Commands of pnpm sista:\n${list.join('\n')}`);
  process.exitCode = asked ? 0 : 1;
}
