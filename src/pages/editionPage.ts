import { formatAsOf, formatDay, formatNumber, formatPeriod } from '../lib/format.ts';
import { inLanguage, languageOf } from '../lib/localText.ts';
import { tell } from '../lib/tell.ts';
import { say } from '../lib/words.ts';
import type { Brand, MetricNote, Report, Snapshot, Team } from '../types.ts';
import type { EditionToCompose, SiteRequest } from './composeRequest.ts';
import { limitsText, numberLook, targetText } from './kpiView.ts';
import { revisionWords } from './revisionWords.ts';

/** Everything that the tags of one edition's body draw from. */
export interface EditionPage {
  readonly snapshot: Snapshot;
  readonly report: Report;
  readonly team: Team;
  readonly brand: Brand;
  readonly notes: ReadonlyMap<string, MetricNote>;
  readonly draw: EditionToCompose['draw'];
  readonly sparkline: SiteRequest['sparkline'];
}

export function editionPage(request: SiteRequest, edition: EditionToCompose): EditionPage {
  const { project, sparkline } = request;
  const { snapshot, draw } = edition;
  const key = snapshot.edition;
  return {
    snapshot,
    report: required(project.reports, key.report),
    team: required(project.teams, key.team),
    brand: required(project.brands, key.brand),
    notes: new Map(snapshot.metrics.map((note) => [note.name, note])),
    draw,
    sparkline,
  };
}

/** The edition's own variables, beside those that every page of its brand has. */
export function editionVariables(page: EditionPage, edition: EditionToCompose): Readonly<Record<string, unknown>> {
  const { snapshot, brand, team } = page;
  const { period, periodName } = snapshot.edition;
  const words = formatPeriod(period, brand.words);
  const unknown = unknownIn(snapshot);
  return {
    edition: snapshot.edition,
    title: snapshot.title,
    audience: snapshot.burst?.audience ?? '',
    headline: snapshot.headline,
    period: words,
    periodName: period.grain === 'week' ? periodName : '',
    cadence: say(brand.words, `cadence_${period.grain}`),
    teamTitle: inLanguage(team.title, brand.locale),
    pageTitle: `${snapshot.title} · ${words} · ${brand.title}`,
    description: snapshot.headline,
    language: languageOf(brand.locale),
    asOf: snapshot.asOf.map(({ source, at, state, setAside }) => ({
      source,
      state,
      setAside: setAside === undefined ? '' : setAsideWords(setAside, page),
      at: formatAsOf(at, brand.locale, brand.timeZone),
    })),
    warnings: snapshot.verdicts.filter(({ failures }) => failures > 0),
    alerts: snapshot.alerts,
    cautions: [...revisionWords(snapshot, page), ...(snapshot.cautions ?? [])],
    definitions: metricViews(
      snapshot.metrics.filter(({ name }) => !unknown.has(name)),
      brand,
    ),
    leftOut: snapshot.metrics.filter(({ name }) => unknown.has(name)).map(({ label }) => label),
    pdf: edition.pdf,
    lastDay: formatDay(period.start, brand.locale),
  };
}

function setAsideWords({ rows, of }: { readonly rows: number; readonly of: number }, page: EditionPage): string {
  const { locale, currency } = page.brand;
  const number = (value: number): string => formatNumber(value, { locale, currency, format: 'integer' });
  return say(page.brand.words, 'rows_set_aside', { rows: number(rows), of: number(of) });
}

/** Metric notes with their targets in words, by label. */
export function metricViews(
  notes: readonly MetricNote[],
  brand: Brand,
): readonly (MetricNote & { readonly formula: string; readonly targetText: string | null; readonly unit: string })[] {
  return notes
    .map((note) => ({
      ...note,
      formula: tell(brand.words, note.formula),
      targetText: limitsText(
        note.targets ?? [],
        (target) => targetText(target, numberLook(note, brand), brand.words) ?? '',
        brand.words,
      ),
      unit: note.format === 'currency' ? brand.currency : say(brand.words, `unit_${note.format}`),
    }))
    .sort((a, b) => a.label.localeCompare(b.label, brand.locale) || (a.name < b.name ? -1 : 1));
}

/** A content item by name. Its absence is a bug of the caller: snapshots are made from the same project. */
export function required<T extends { readonly name: string }>(items: readonly T[], name: string): T {
  const item = items.find((candidate) => candidate.name === name);
  if (item === undefined) throw new Error(`The project has nothing named ${name}.`);
  return item;
}

/** Metrics that a report asks for, and of which nothing is known in any of its blocks. */
function unknownIn({ data }: Snapshot): ReadonlySet<string> {
  const blocks = Object.values(data).flatMap((block) => (block.kind === 'metrics' ? [block] : []));
  const known = new Set(
    blocks.flatMap(({ metrics, unknown = [] }) => metrics.filter((metric) => !unknown.includes(metric))),
  );
  return new Set(blocks.flatMap(({ unknown = [] }) => unknown).filter((metric) => !known.has(metric)));
}
