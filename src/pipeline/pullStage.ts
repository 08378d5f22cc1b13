import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createParquetWriter } from '../extracts/parquet/parquetWriter.ts';
import { pullSources as pullAll } from '../extracts/pullSources.ts';
import type { Run } from './startRun.ts';

/** Pulls what the brands need that have something to be made; as the only stage, what all brands need. */
export async function pullSources(run: Run, isOnlyStage: boolean): Promise<void> {
  const { project, outDir, effects, watch, unpulled, pullMemory } = run;
  const needing = isOnlyStage ? run.brands : run.building;
  const brands = [...new Set(needing.flatMap(({ name, spans = [] }) => [name, ...spans.map((brand) => brand.name)]))];
  if (brands.length === 0) return;
  const { sources, root } = project;
  const staging = join(outDir, 'staging');
  const writer = await createParquetWriter({
    threads: availableParallelism(),
    memoryLimit: pullMemory,
    tempDirectory: staging,
    latest: effects.latest,
  });
  try {
    const pulled = await pullAll({ sources, projectRoot: root, outDir, brands, writer, effects });
    for (const [source, failure] of pulled.unpulled) unpulled.set(source, failure);
    watch.addRows('pull', pulled.rows);
  } finally {
    writer.close();
    await rm(staging, { recursive: true, force: true });
  }
}
