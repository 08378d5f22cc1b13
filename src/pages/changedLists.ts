import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles } from '../lib/files.ts';
import { sha256 } from '../lib/hash.ts';
import { wholeBytes } from '../lib/manyFiles.ts';
import { readSealed, writeSealed } from '../lib/sealedJson.ts';

const VERSION = 1;

/** What lists were made of, and the files that they consist of: pages, and whatever lies in the site's assets. */
interface MadeLists {
  readonly key: string;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/**
 * Composes the pages that lead to editions, where something has changed that they are made of (`key` is a hash of all of
 * it) or a file of theirs is not as it was made. `compose` gives their paths below the site.
 */
export async function changedLists(request: {
  /** Absolute: the output folder. */
  readonly outDir: string;
  readonly key: string;
  readonly compose: () => Promise<readonly string[]>;
}): Promise<void> {
  const { outDir, key, compose } = request;
  const site = join(outDir, 'site');
  const record = join(outDir, 'artifacts', 'site', 'lists.json');
  const made = await readSealed<MadeLists>(record, VERSION);
  const isWhole = ({ path, sha256: hash }: MadeLists['files'][number]): boolean =>
    wholeBytes(join(site, path), hash) !== undefined;
  if (made.state === 'whole' && made.value.key === key && made.value.files.every(isWhole)) return;
  const pages = await compose();
  const assets = (await listFiles(join(site, 'assets'))).map((path) => `assets/${path}`);
  const files = await Promise.all(
    [...pages, ...assets].map(async (path) => ({ path, sha256: sha256(await readFile(join(site, path))) })),
  );
  await writeSealed(record, VERSION, { key, files } satisfies MadeLists);
}
