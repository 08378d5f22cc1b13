import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderArchive } from '../../src/editions/published/archive.ts';
import {
  type PublishedEdition,
  publishedSnapshot,
  readPublishedIndex,
  writeRecord,
} from '../../src/editions/published/publishedIndex.ts';
import { writeFileAtomic } from '../../src/lib/files.ts';
import { sha256 } from '../../src/lib/hash.ts';
import { addDays } from '../../src/lib/period.ts';

/**
 * Puts editions of earlier weeks into a state, each like one that was published and with files of its own. Returns how
 * many files each has, and how many bytes there are of it: files, record and data.
 */
export async function addEarlier(outDir: string, { id, count }: { readonly id: string; readonly count: number }) {
  const archive = folderArchive(join(outDir, 'state', 'archive'));
  const model = (await readPublishedIndex(outDir)).editions.find(({ key }) => key.id === id);
  if (model === undefined) throw new Error(`${id} is not published.`);
  const data = await readFile(publishedSnapshot(outDir, model.key), 'utf8');
  const own = (model.files ?? []).filter(({ path }) => path.startsWith(model.key.folder));
  let bytes = 0;
  for (let at = 1; at <= count; at += 1) {
    const edition = { ...earlierKey(model, at), sha256: { ...model.sha256 } };
    const { key } = edition;
    const files = await Promise.all(
      (model.files ?? []).map(async (file) => {
        if (!own.includes(file)) return file;
        const path = file.path.replaceAll(model.key.periodName, key.periodName);
        const held = Buffer.concat([(await archive.get(file.sha256)) ?? Buffer.alloc(0), Buffer.from(`\n${at}`)]);
        const hash = await archive.put(held);
        if (path.endsWith('.pdf')) edition.sha256.pdf = hash;
        if (path.endsWith('index.html')) edition.sha256.html = hash;
        return { path, sha256: hash, bytes: held.byteLength };
      }),
    );
    const snapshot = `${data}${' '.repeat(at)}`;
    edition.sha256.snapshot = sha256(snapshot);
    await writeFileAtomic(publishedSnapshot(outDir, key), snapshot);
    await writeRecord(outDir, { ...edition, files });
    const record = (await readFile(join(outDir, 'state', 'editions', `${key.id}.json`))).byteLength;
    bytes += record + snapshot.length + files.filter((one) => !(model.files ?? []).includes(one)).reduce(sum, 0);
  }
  return { files: own.length, bytes: bytes / count };
}

function sum(total: number, { bytes }: { readonly bytes: number }): number {
  return total + bytes;
}

/** An edition of so many weeks before; its name is not one that a calendar gives. */
function earlierKey({ key, ...rest }: PublishedEdition, at: number): PublishedEdition {
  const periodName = `2020-N${String(at).padStart(4, '0')}`;
  const [start, end] = [addDays(key.period.start, -7 * at), addDays(key.period.end, -7 * at)];
  const [id, folder] = [key.id, key.folder].map((path) => path.replace(key.periodName, periodName));
  return {
    ...rest,
    key: { ...key, id: id ?? '', folder: folder ?? '', periodName, period: { ...key.period, start, end } },
  };
}
