import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileExists, listFiles, readJson } from '../../src/lib/files.ts';
import type { Manifest, ManifestEdition, Snapshot } from '../../src/types.ts';
import { readTold } from './words.ts';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'sample.ts');

const POLL_MS = 200;

/** An edition that a run brought out, with what its pages were made of. */
export interface BuiltEdition extends ManifestEdition {
  /** Absolute paths. */
  readonly files: { readonly html: string; readonly pdf: string };
  readonly data: Snapshot;
}

export interface BuiltSite {
  readonly out: string;
  /** Absolute path of the site's folder. */
  readonly site: string;
  /** Every page, relative to the site's folder, sorted. */
  readonly pages: readonly string[];
  readonly editions: readonly BuiltEdition[];
}

/**
 * The repository's sample as a run brought it out, smaller than `npm start` makes it: made by the first test file that asks,
 * read by all, changed by none. Throws with what the run said where it failed.
 */
export async function builtSample(): Promise<BuiltSite> {
  const shared = process.env['BROADSHEET_TEST_RUN'] ?? '';
  const out = join(shared, 'sample');
  const [done, failed] = ['sample.done', 'sample.failed'].map((name) => join(shared, name)) as [string, string];
  if (await isFirst(out)) {
    try {
      await run(['--out', out, '--scale', '0.16']);
      await writeFile(done, '');
    } catch (error) {
      await writeFile(failed, error instanceof Error ? error.message : String(error));
    }
  }
  while (!(await fileExists(done))) {
    if (await fileExists(failed)) throw new Error(await readFile(failed, 'utf8'));
    await sleep(POLL_MS);
  }
  const manifest = await readJson<Manifest>(join(out, 'manifest.json'));
  const editions = await Promise.all((manifest?.editions ?? []).map((edition) => built(out, edition)));
  const site = join(out, 'site');
  const pages = (await listFiles(site)).filter((path) => path.endsWith('.html'));
  return { out, site, pages, editions };
}

async function isFirst(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function built(out: string, edition: ManifestEdition): Promise<BuiltEdition> {
  const { id, status, snapshot, html, pdf } = edition;
  if (status !== 'published' || snapshot === null || html === null || pdf === null)
    throw new Error(`${id} is ${status}: ${edition.reasons.join(' ')}`);
  const brand = await readFile(join(import.meta.dirname, '../../templates/brands', edition.brand, 'brand.yml'), 'utf8');
  const data = await readTold(join(out, snapshot), /^locale: (\S+)/m.exec(brand)?.[1] ?? 'en');
  return { ...edition, files: { html: join(out, html), pdf: join(out, pdf) }, data };
}

function run(args: readonly string[]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [SCRIPT, ...args], {
      env: { ...process.env, BROADSHEET_SMTP_URL: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
    child.on('error', fail);
    child.on('close', (status) => (status === 0 ? done() : fail(new Error(said.join('')))));
  });
}
