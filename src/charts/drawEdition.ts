import { drawnTable } from '../lib/drawnTable.ts';
import { ProblemsError } from '../lib/problem.ts';
import type { Brand, Chart, ChartUse, ChartWidth, Drawing, Grain, Report, Snapshot } from '../types.ts';
import { aimed } from './aimed.ts';
import type { ChartRenderer } from './chartRenderer.ts';

/** A chart at one grain, in both widths. */
export type Drawings = Readonly<Record<ChartWidth, Drawing>>;

/**
 * Draws every chart that a report's body asks for, over the snapshot's data, at every grain of that data. Returns a
 * look-up of the finished drawings; their ids are unique on the page. A chart that stands half as wide as the page is
 * drawn narrow alone.
 */
export async function drawEdition(request: {
  readonly renderer: Pick<ChartRenderer, 'draw' | 'drawWidths'>;
  readonly uses: readonly (ChartUse & { readonly width: 'full' | 'half' })[];
  readonly report: Report;
  readonly snapshot: Snapshot;
  readonly brand: Brand;
}): Promise<(chart: string, data: string, grain: Grain) => Drawings> {
  const { renderer, uses, report, snapshot, brand } = request;
  const drawings = new Map<string, Drawings>();
  for (const { chart: name, data, width } of uses) {
    const chart = report.charts.find((candidate) => candidate.name === name);
    if (chart === undefined) throw new Error(`There is no chart "${name}".`);
    const block = snapshot.data[data];
    for (const [grain, all] of Object.entries(block?.tables ?? {})) {
      const parts = block?.partial?.[grain as Grain];
      const { table } = drawnTable(all, parts ?? []);
      const id = `${name}-${data}-${grain}`;
      const own = aimed(chart, snapshot.metrics, grain as Grain);
      const draw = async (): Promise<Drawings> => {
        if (width === 'full') return renderer.drawWidths({ chart: own, table, brand, id });
        const narrow = await renderer.draw({ chart: own, table, brand, width: 'narrow', id: `${id}-narrow` });
        return { narrow, wide: narrow };
      };
      drawings.set(id, await tellingChart(chart, draw));
    }
  }
  return (chart, data, grain) => {
    const found = drawings.get(`${chart}-${data}-${grain}`);
    if (found === undefined) throw new Error(`The chart "${chart}" of ${data} by ${grain} has not been drawn.`);
    return found;
  };
}

/** What Vega throws at a chart's data is told of the chart. */
export async function tellingChart<T>({ name, place }: Chart, draw: () => Promise<T>): Promise<T> {
  try {
    return await draw();
  } catch (error) {
    if (error instanceof ProblemsError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProblemsError([{ ...place, message: `The chart "${name}" cannot be drawn over these data: ${reason}` }]);
  }
}
