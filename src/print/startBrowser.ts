import type { Browser } from 'puppeteer-core';
import { type Problem, ProblemsError } from '../lib/problem.ts';
import { newProfile, removeProfile } from './browserProfiles.ts';
import { type BrowserProgram, browserPrograms } from './browserPrograms.ts';

/** How a browser was started here: enough to start it again. */
export interface FoundBrowser extends BrowserProgram {
  /** "HeadlessChrome/156.0.8078.79": the same version prints the same bytes. */
  readonly version: string;
  readonly sandbox: boolean;
}

type Env = (name: string) => string | undefined;
type Start = Pick<FoundBrowser, 'path' | 'variables' | 'sandbox'>;

/** What a browser may know of its surroundings. The rest holds secrets, and is none of its business. */
const PASSED_ON = [
  'HOME',
  'PATH',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LD_LIBRARY_PATH',
  'FONTCONFIG_FILE',
  'FONTCONFIG_PATH',
  'SystemRoot',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMFILES',
];

const ARGUMENTS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--lang=en-US',
  // No name resolves, and neither does an address: whatever a page asks for, nothing leaves the machine.
  '--host-resolver-rules=MAP * ~NOTFOUND',
];

/** A machine that is busy with other things needs its time. */
const START_TIMEOUT_MS = 120_000;

/**
 * The browser that prints will use: BROADSHEET_BROWSER, else an installed Chrome, Chromium or headless shell, else the
 * one of npm. Each is tried by really starting it. Where none starts, throws one ProblemsError that says what was tried.
 */
export async function findBrowser({ env }: { readonly env: Env }): Promise<FoundBrowser> {
  const { browser, found } = await startFirstBrowser(env);
  await browser.close();
  return found;
}

/** As `findBrowser`, and leaves the browser running; its profile is made in a folder, where one is named. */
export async function startFirstBrowser(
  env: Env,
  profilesDir?: string,
): Promise<{ readonly browser: Browser; readonly found: FoundBrowser }> {
  const tried: string[] = [];
  try {
    for await (const program of browserPrograms(env)) {
      for (const sandbox of isRoot() ? [false] : [true, false]) {
        try {
          const browser = await startBrowser({ ...program, sandbox }, env, profilesDir);
          return { browser, found: { ...program, sandbox, version: await browser.version() } };
        } catch (error) {
          const reason = reasonOf(error);
          tried.push(`${program.path} (${program.origin}): ${reason}`);
          // Containers often forbid the sandbox; what is printed is the project's own pages, without their scripts.
          if (!/sandbox/i.test(reason)) break;
        }
      }
    }
  } catch (error) {
    tried.push(`the browser of npm: ${reasonOf(error)}`);
  }
  throw new ProblemsError([noBrowser(tried, env('BROADSHEET_BROWSER') !== undefined)]);
}

/** Starts a browser that ends with this process: it is spoken to by a pipe, and leaves when that closes. */
export async function startBrowser(
  { path, variables, sandbox }: Start,
  env: Env,
  profilesDir?: string,
): Promise<Browser> {
  const passedOn = PASSED_ON.flatMap((name): [string, string][] => {
    const value = env(name);
    return value === undefined ? [] : [[name, value]];
  });
  // Only once there is something to print: most runs print nothing.
  const { default: puppeteer } = await import('puppeteer-core');
  const profile = profilesDir === undefined ? undefined : await newProfile(profilesDir);
  const removeOwn = async (): Promise<void> => (profile === undefined ? undefined : removeProfile(profile));
  try {
    const browser = await puppeteer.launch({
      executablePath: path,
      headless: 'shell',
      pipe: true,
      ...(profile === undefined ? {} : { userDataDir: profile }),
      args: sandbox ? ARGUMENTS : [...ARGUMENTS, '--no-sandbox'],
      env: { ...Object.fromEntries(passedOn), ...variables, TZ: 'UTC', LANG: 'en_US.UTF-8' },
      timeout: START_TIMEOUT_MS,
    });
    const child = browser.process();
    child?.once('exit', () => void removeOwn().catch(() => undefined));
    // A browser that is killed may reset its pipes after Puppeteer has stopped to listen: that it has gone is known.
    for (const stream of child?.stdio ?? []) stream?.on('error', () => undefined);
    return browser;
  } catch (error) {
    await removeOwn();
    throw error;
  }
}

function noBrowser(tried: readonly string[], isNamed: boolean): Problem {
  const attempts = tried.length === 0 ? '' : ` Tried:\n${tried.map((line) => `  ${line}`).join('\n')}\n`;
  return {
    file: '',
    message: `${isNamed ? 'The browser that BROADSHEET_BROWSER names does not start.' : 'There is no browser to print with.'}${attempts}`,
    hint: isNamed
      ? 'Set BROADSHEET_BROWSER to the path of Chrome, Chromium or a headless shell, or unset it.'
      : 'Install Chrome, Chromium or chrome-headless-shell, or set BROADSHEET_BROWSER to the path of one.',
  };
}

/** The first line that says something: Chromium's own complaint where there is one, else Puppeteer's. */
function reasonOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').map((line) => line.trim());
  const telling = lines.find((line) => /error while loading|sandbox|FATAL|not found|ENOENT|EACCES|cannot/i.test(line));
  return (telling ?? lines.find((line) => line !== '') ?? 'no reason given').slice(0, 240);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
