import { join } from 'node:path';
import { chartColours } from '../charts/colours.ts';
import { drawMailCharts } from '../charts/drawMailCharts.ts';
import { sparklineOf } from '../charts/sparkline.ts';
import { type DeliveryTools, deliverEditions } from '../delivery/deliverEditions.ts';
import { pdfFileName, readShelf, shelvedOf } from '../delivery/editionShelf.ts';
import { readyOf } from '../delivery/editionWork.ts';
import { composeLists } from '../pages/composePages.ts';
import { renderText } from '../pages/renderText.ts';
import { pullSources as pullAll } from '../sources/pullSources.ts';
import type { Brand, DeliveryRecord } from '../types.ts';
import { filledModels } from '../warehouse/filledModels.ts';
import { createParquetWriter } from '../warehouse/parquetWriter.ts';
import type { BrandRun, Run } from './startRun.ts';

export async function pullSources({ project, outDir, effects, brands, watch, unpulled }: Run): Promise<void> {
  const { sources, root } = project;
  const writer = await createParquetWriter({ tempDirectory: join(outDir, 'staging') });
  const names = brands.map(({ name }) => name);
  const pulled = await pullAll({ sources, projectRoot: root, outDir, brands: names, writer, effects });
  writer.close();
  for (const [source, error] of pulled.failures) unpulled.set(source, error.message);
  watch.addRows('pull', pulled.rows);
}

/** The pages that lead to the editions, once the shelves are filled: of all brands, also those that this run left alone. */
export async function publishLists(run: Run, worked: readonly BrandRun[]): Promise<void> {
  const { brands } = run.project;
  const known = new Map(worked.map(({ brand, shelf }) => [brand.name, shelf]));
  const shelves = await Promise.all(brands.map(({ name }) => known.get(name) ?? readShelf(run.outDir, name)));
  const published = shelves.flat().map((edition) => ({ ...edition, pdf: pdfFileName(edition.key) }));
  const all = async (brand: Brand) => run.catalogueOf(brand).all(await filledModels(run.outDir, brand));
  const metrics = new Map(await Promise.all(brands.map(async (brand) => [brand.name, await all(brand)] as const)));
  await composeLists({ ...siteOf(run), published, metrics });
}

export async function deliverMails(run: Run, brands: readonly BrandRun[]): Promise<readonly DeliveryRecord[]> {
  const { project, outDir, effects, chartist, chartsIn, looksKey, reports } = run;
  const drawCharts: DeliveryTools['drawCharts'] = async (snapshot, brand) => {
    const report = reports.find(({ name }) => name === snapshot.edition.report);
    return report === undefined ? [] : drawMailCharts({ chartist, uses: chartsIn(report), report, snapshot, brand });
  };
  const due = brands.map(({ brand, index, shelf, works }) => {
    return { brand, index, editions: shelvedOf(shelf, readyOf(works)) };
  });
  const templatesDirs = run.templatesDirs.map((folder) => join(folder, 'mail'));
  const tools = { templatesDirs, looksKey, drawCharts, render: renderText };
  return deliverEditions({ project, outDir, brands: due, tools, effects });
}

export function siteOf({ project, templatesDir, siteDir }: Run) {
  return { project, templatesDir, outDir: siteDir, coloursOf: chartColours, sparkline: sparklineOf };
}
