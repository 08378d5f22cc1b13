import type { StoredManifest } from './extractManifest.ts';
import { wholeFile } from './rowFiles.ts';

/** A manifest of the time when an extract was one Parquet file: it can be read, and nothing is built upon it. */
export interface FormerManifest extends Omit<StoredManifest, 'files' | 'partRows' | 'rowsHash' | 'digest' | 'past'> {
  readonly parquet: string;
  readonly sha256: string;
  readonly past: readonly (Omit<StoredManifest['past'][number], 'files'> & { readonly parquet: string })[];
}

export function ofOneFile({ parquet, sha256, past, ...same }: FormerManifest): StoredManifest {
  const { rows } = same;
  const filesOf = (path: string, of: number) => ({ base: wholeFile(path, of), deltas: [], key: [] });
  return {
    ...same,
    ...{ definition: '', rowsHash: sha256, digest: { rows, engine: '', sums: ['0', '0'] } },
    ...{ files: filesOf(parquet, rows), parts: null, partRows: null },
    // How many rows a step back has is told nowhere; it is read as a whole file.
    past: past.map(({ parquet: path, ...one }) => ({ ...one, files: filesOf(path, one.rows) })),
  };
}
