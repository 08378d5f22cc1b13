import { drawnTable } from '../lib/drawnTable.ts';
import { inLanguage } from '../lib/localText.ts';
import { missingLetters } from '../lib/scriptFonts.ts';
import type { Brand, ChartUse, LocalText, Report, Snapshot } from '../types.ts';
import { aimed } from './aimed.ts';
import type { ChartRenderer } from './chartRenderer.ts';
import { tellingChart } from './drawEdition.ts';

/** A mail is read on a phone as often as on a desk: the chart of narrow screens, a little enlarged, serves both. */
const MAIL_WIDTH_PX = 400;

/** A chart as a picture for a mail. */
export interface ChartPicture {
  readonly name: string;
  readonly title: string;
  readonly alt: string;
  readonly png: Uint8Array;
  /** What a reader has to know of it; "" where nothing. */
  readonly note: string;
  /** What a maintainer should know. */
  readonly warnings: readonly string[];
  /** Pixels in the mail; the picture itself has more than twice as many. */
  readonly width: number;
}

/** The charts that a report's mail shows, over the data and the grain that its page shows them first; none of nothing. */
export async function drawMailCharts(request: {
  readonly renderer: Pick<ChartRenderer, 'drawPng'>;
  readonly uses: readonly ChartUse[];
  readonly report: Report;
  readonly snapshot: Snapshot;
  readonly brand: Brand;
}): Promise<readonly ChartPicture[]> {
  const { renderer, uses, report, snapshot, brand } = request;
  const pictures: ChartPicture[] = [];
  for (const name of report.mailCharts) {
    const chart = report.charts.find((candidate) => candidate.name === name);
    const block = snapshot.data[uses.find((use) => use.chart === name)?.data ?? ''];
    const grain = block?.grains[0] ?? 'week';
    const all = block?.tables[grain];
    if (chart === undefined || all === undefined) continue;
    const { table } = drawnTable(all, block?.partial?.[grain] ?? []);
    const text = (key: string): string => inLanguage((chart.spec[key] as LocalText | undefined) ?? '', brand.locale);
    const own = aimed(chart, snapshot.metrics, grain);
    const drawn = await tellingChart(chart, () =>
      renderer.drawPng({ chart: own, table, brand, width: 'narrow', scale: 3 }),
    );
    if (drawn === null) continue;
    const { png, notes } = drawn;
    const title = text('title') || name;
    const boxes = missingLetters(drawn.lettersWithoutFont, `The mail's picture of the chart "${name}"`);
    pictures.push({
      ...{ name, title, png, note: notes.join(' '), alt: text('description') || title, width: MAIL_WIDTH_PX },
      warnings: boxes === undefined ? [] : [boxes],
    });
  }
  return pictures;
}
