import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fileExists, readJson, writeFileAtomic } from '../lib/files.ts';

/** The browser that the package @sparticuz/chromium carries, unpacked. */
export interface NpmBrowser {
  readonly path: string;
  /** Folder of the system libraries that it needs and that a bare machine lacks (NSS, NSPR, expat). */
  readonly libraries: string;
  /** A fontconfig file that adds the package's fonts to the machine's. */
  readonly fontconfig: string;
}

/**
 * Unpacks the browser of npm beside the package, once per version (200 MB, about two seconds). Whole or not at all: to
 * a folder of its own, then renamed, so that neither a crash nor a second run at the same time leaves half a browser.
 */
export async function unpackNpmBrowser(): Promise<NpmBrowser> {
  const main = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
  const manifest = await readJson<{ readonly version: string }>(join(dirname(main), '..', 'package.json'));
  const cache = join(dirname(main), '..', '..', '..', '.cache');
  const folder = join(cache, `chromium-${manifest?.version}`);
  const unpacked = {
    path: join(folder, 'chromium'),
    libraries: join(folder, 'al2023', 'lib'),
    fontconfig: join(folder, 'fonts.conf'),
  };
  if (await fileExists(unpacked.path)) return unpacked;

  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(`${folder}-`);
  try {
    await unpackInto(staging);
    await writeFileAtomic(join(staging, 'fonts.conf'), fontconfigOf(join(folder, 'fonts')));
    await rename(staging, folder);
  } catch (error) {
    if (!(await fileExists(unpacked.path))) throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return unpacked;
}

/** The package unpacks to the temporary folder of its process and nowhere else: so it gets a process of its own. */
async function unpackInto(folder: string): Promise<void> {
  const script = join(import.meta.dirname, 'unpackChromium.ts');
  await promisify(execFile)(process.execPath, [script], { env: { TMPDIR: folder } });
}

function fontconfigOf(fonts: string): string {
  const escaped = fonts.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${escaped}</dir>
  <cachedir>${escaped}-cache</cachedir>
</fontconfig>
`;
}
