import { join } from 'node:path';
import { writeFileAtomic } from '../lib/files.ts';
import type { Grain, Snapshot, Table } from '../types.ts';
import { tableCsv } from './tableCsv.ts';

export interface EditionCsv {
  /** Relative to the edition's folder. */
  readonly path: string;
  readonly data: string;
  readonly grain: Grain;
  readonly table: Table;
}

/** The name of a block's CSV, beside the page. */
export function csvName(data: string, grain: Grain): string {
  return `data/${data}-${grain}.csv`;
}

/** A CSV per block and grain of an edition, by name. */
export function editionCsvs({ data }: Snapshot): readonly EditionCsv[] {
  return Object.entries(data)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { grains, tables }]) =>
      grains.flatMap((grain) => {
        const table = tables[grain];
        return table === undefined ? [] : [{ path: csvName(name, grain), data: name, grain, table }];
      }),
    );
}

/** Writes an edition's CSV files; their paths, relative to the site's folder. */
export async function writeEditionCsvs(snapshot: Snapshot, outDir: string): Promise<readonly string[]> {
  const { folder } = snapshot.edition;
  const files = editionCsvs(snapshot).map(({ path, table }) => ({ path: `${folder}/${path}`, table }));
  await Promise.all(files.map(({ path, table }) => writeFileAtomic(join(outDir, path), tableCsv(table))));
  return files.map(({ path }) => path);
}
