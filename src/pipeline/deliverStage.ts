import { join } from 'node:path';
import { drawMailCharts } from '../charts/drawMailCharts.ts';
import { withAudiences } from '../editions/burst/burstEditions.ts';
import { publishedOf } from '../editions/published/publishedIndex.ts';
import type { DeliveryTools } from '../mail/compose/composeEdition.ts';
import { deliverEditions } from '../mail/send/deliverEditions.ts';
import type { BrandDelivery } from '../mail/send/writeMails.ts';
import { checkBody } from '../pages/checkBody.ts';
import { renderText } from '../pages/renderText.ts';
import type { DeliveryRecord } from '../types.ts';
import type { BrandRun, Run } from './startRun.ts';

/** Sends the mails that are owed, or writes them to files; what became of each. */
export async function deliverMails(run: Run, brands: readonly BrandRun[]): Promise<readonly DeliveryRecord[]> {
  const { project, outDir, effects, renderer, themeKey } = run;
  const drawCharts: DeliveryTools['drawCharts'] = async (snapshot, brand) => {
    const report = project.reports.find(({ name }) => name === snapshot.edition.report);
    if (report === undefined) return [];
    const pictures = await drawMailCharts({ renderer, uses: checkBody(report).charts, report, snapshot, brand });
    for (const warning of pictures.flatMap(({ warnings }) => warnings))
      effects.log.warn(`${snapshot.edition.id}: ${warning}`);
    return pictures;
  };
  const due: BrandDelivery[] = [];
  for (const { brand, index, publishedIndex, works } of brands) {
    const out = works.filter(({ isReady, isUnchanged }) => isReady || isUnchanged);
    const editions = await withAudiences(publishedOf(publishedIndex.editions, out), outDir);
    due.push({ brand, index, editions });
  }
  const templatesDirs = run.templatesDirs.map((folder) => join(folder, 'mail'));
  const tools = { templatesDirs, themeKey, drawCharts, render: renderText };
  const { archive, keeper, selection, asked } = run;
  const around = { keeper, selection, asked, effects };
  const sent = await deliverEditions({ project, outDir, archive, brands: due, tools, ...around });
  run.mailProblems.push(...sent.problems);
  return sent.records;
}
