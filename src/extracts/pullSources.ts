import { letYoungSpaceGrow } from '../lib/youngSpace.ts';
import type { Effects, ParquetWriter, Source, Unpulled } from '../types.ts';
import { asBug } from './asBug.ts';
import { PullFailure, pullSource } from './pullSource.ts';

export interface PulledSources {
  readonly rows: number;
  /** How many extracts stand as they stood before. */
  readonly reused: number;
  /** Why a source could not be pulled, or not all of it, by its name. Its former extracts stay. */
  readonly unpulled: ReadonlyMap<string, Unpulled>;
}

/** Pulls all sources, one after the other; one that fails holds up no other. */
export async function pullSources(request: {
  readonly sources: readonly Source[];
  readonly projectRoot: string;
  readonly outDir: string;
  readonly brands: readonly string[];
  readonly writer: ParquetWriter;
  readonly effects: Effects;
}): Promise<PulledSources> {
  const { effects, brands } = request;
  const sources = request.sources.filter((source) => source.brands.some((brand) => brands.includes(brand)));
  const unpulled = new Map<string, Unpulled>();
  let [rows, reused] = [0, 0];
  for (const source of sources) {
    try {
      const pulled = await pullSource({ ...request, source });
      rows += pulled.manifests.reduce((sum, manifest) => sum + manifest.rows, 0);
      reused += pulled.reused;
      for (const { table, came, rows: all } of pulled.changed)
        effects.log.info(`Pulled ${source.name}.${table}: ${counted(came)} came; ${counted(all)} in all.`);
    } catch (error) {
      const told = asBug(source, error);
      const failed = error instanceof PullFailure ? { tables: error.tables } : {};
      unpulled.set(source.name, { reason: told.message, ...failed });
      effects.log.warn(told.message);
    }
  }
  letYoungSpaceGrow();
  return { rows, reused, unpulled };
}

function counted(rows: number): string {
  return rows === 1 ? '1 row' : `${rows} rows`;
}
