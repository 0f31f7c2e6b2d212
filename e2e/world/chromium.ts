import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { packagedChromium } from './packaged-chromium.ts';

export type Browser = { executablePath: string; args: string[]; env?: Record<string, string> };

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const usualPlaces: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
};

/**
 * A Chromium of this machine: `CHROMIUM_PATH`, else one that is installed, else on Linux x64 the one that came with
 * the packages, with the system libraries it needs. Undefined: Playwright looks for Chrome itself.
 */
export async function findChromium(): Promise<Browser | undefined> {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) {
    if (!existsSync(wanted)) throw new Error(`CHROMIUM_PATH is "${wanted}", and there is no such file.`);
    return { executablePath: wanted, args: rootArgs() };
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const installed = folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .concat(usualPlaces[process.platform] ?? [])
    .find((path) => existsSync(path));
  if (installed) return { executablePath: installed, args: rootArgs() };
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const { executablePath, env } = await packagedChromium();
  return { executablePath, args: [...rootArgs(), '--no-zygote', '--disable-gpu'], env };
}

/** The sandbox of Chromium does not start as root. */
const rootArgs = () => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);
