import { posix } from 'node:path';
import { formatNumber } from '../lib/format.ts';
import { inLanguage } from '../lib/localText.ts';
import { say } from '../lib/words.ts';
import type { Brand, CatalogueNote, MetricAlert, Report } from '../types.ts';
import type { ListsRequest, SiteEdition } from './composeRequest.ts';
import { metricViews } from './editionPage.ts';
import { limitsText, numberLook } from './kpiView.ts';
import { pageOf } from './siteLinks.ts';

/** A report that shows a metric, and where its newest edition is, if one is out. */
interface ShownIn {
  readonly title: string;
  readonly path: string | null;
}

interface CatalogueEntry extends CatalogueNote {
  readonly targetText: string | null;
  readonly alertText: string | null;
  readonly unit: string;
  readonly shownIn: readonly ShownIn[];
}

interface CatalogueDomain {
  readonly id: string;
  readonly title: string;
  readonly metrics: readonly CatalogueEntry[];
}

/** A brand's metrics by domain, by label within it: all that its catalogue says of them. */
export function catalogueView(
  { project, metrics, published }: ListsRequest,
  brand: Brand,
  reports: readonly Report[],
): readonly CatalogueDomain[] {
  const teamTitle = new Map(project.teams.map(({ name, title }) => [name, inLanguage(title, brand.locale)]));
  const shownIn = reportsByMetric(reports, brand, published);
  const notes = new Map((metrics.get(brand.name) ?? []).map((note) => [note.name, note]));
  const entries = metricViews([...notes.values()], brand).flatMap((view): CatalogueEntry[] => {
    const note = notes.get(view.name);
    if (note === undefined) return [];
    const alertText = alertWords(note, brand);
    const team = teamTitle.get(note.team) ?? note.team;
    return [
      {
        ...note,
        formula: view.formula,
        unit: view.unit,
        team,
        targetText: view.targetText,
        alertText,
        shownIn: shownIn.get(note.name) ?? [],
      },
    ];
  });
  return [...Map.groupBy(entries, ({ domain }) => domain)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inDomain]) => ({
      id: `domain-${name}`,
      title: inDomain[0]?.domainTitle ?? readable(name),
      metrics: inDomain,
    }));
}

/** "cx" → "CX", "unit_costs" → "Unit costs". */
function readable(name: string): string {
  return name.length < 3 ? name.toUpperCase() : name.replaceAll('_', ' ').replace(/^./, (sign) => sign.toUpperCase());
}

function reportsByMetric(
  reports: readonly Report[],
  brand: Brand,
  published: readonly SiteEdition[],
): ReadonlyMap<string, readonly ShownIn[]> {
  const found = new Map<string, ShownIn[]>();
  for (const report of reports) {
    const shown = { title: inLanguage(report.title, brand.locale), path: latestPath(report, brand, published) };
    const names = new Set(report.data.flatMap((block) => (block.kind === 'metrics' ? block.metrics : [])));
    for (const name of names) found.set(name, [...(found.get(name) ?? []), shown]);
  }
  return found;
}

/** The newest edition of a report; of one with an edition per audience, the page that lists them. */
function latestPath(report: Report, brand: Brand, published: readonly SiteEdition[]): string | null {
  const own = published.filter(({ key }) => key.brand === brand.name && key.report === report.name);
  const [newest] = own.toSorted((a, b) => (a.key.period.end < b.key.period.end ? 1 : -1));
  if (newest === undefined) return null;
  const { audience, folder } = newest.key;
  return pageOf(audience === null ? folder : posix.dirname(posix.dirname(folder)));
}

/** "below 70.0%, a change below −10.0%"; null where nothing raises an alert. */
function alertWords(note: CatalogueNote, brand: Brand): string | null {
  const look = numberLook(note, brand);
  const change = { ...look, format: 'percent', decimals: 0 } as const;
  const wordsOf = (alert: MetricAlert): string => {
    const limits = [
      ['alert_above', alert.above, look],
      ['alert_below', alert.below, look],
      ['alert_change_above', alert.changeAbove, change],
      ['alert_change_below', alert.changeBelow, change],
    ] as const;
    const parts = limits.flatMap(([key, limit, written]) =>
      limit === undefined ? [] : [say(brand.words, key, { value: formatNumber(limit, written) })],
    );
    return parts.join(', ');
  };
  return limitsText(note.alerts ?? [], wordsOf, brand.words);
}
