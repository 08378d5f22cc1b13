import { drawnTable } from '../lib/drawnTable.ts';
import { inLanguage } from '../lib/localText.ts';
import { ProblemsError } from '../lib/problem.ts';
import { say } from '../lib/words.ts';
import type { Block, Cell, Grain, LocalText, PartialPeriod, Report, Table } from '../types.ts';
import type { OptionValue, TagCall, TagName } from './bodyTags.ts';
import { csvName } from './editionCsv.ts';
import type { EditionPage } from './editionPage.ts';
import { heatView } from './heatView.ts';
import { kpiViews } from './kpiView.ts';
import { cardsPeriod, panelPeriod } from './panelPeriod.ts';
import { drawingNote, partNote, partsOf } from './partMarks.ts';
import { shownText } from './plainText.ts';
import { scoresView } from './scoresView.ts';
import { type TableLook, tableView } from './tableView.ts';
import type { TagView } from './templates/renderJob.ts';

type View = Readonly<Record<string, unknown>>;
type Render = (part: string, data: View) => TagView;

const MOST_ROWS = 100;
const MOST_FIGURE_ROWS = 60;

/** What one tag of a report's body shows: a part of templates/parts and its data; null where it shows nothing. */
export function tagView(call: TagCall, page: EditionPage): TagView | null {
  return DRAW[call.tag](call, page, (part, data) => ({ part, data }));
}

/** Cards stand in full rows of three, four or five, where their number allows it. */
function cardsInRow(cards: number): number {
  return cards <= 5 ? cards : ([4, 3, 5].find((columns) => cards % columns === 0) ?? 4);
}

const DRAW: Readonly<Record<TagName, (call: TagCall, page: EditionPage, render: Render) => TagView | null>> = {
  kpis(call, page, render) {
    const block = blockOf(page, call.positional[0]);
    if (block.kind !== 'metrics') return null;
    if (block.brands !== undefined)
      return render(
        'scores',
        scoresView(block, namesOf(call.options['only']), page) as unknown as Record<string, unknown>,
      );
    const cards = kpiViews(block, namesOf(call.options['only']), page);
    if (cards.length === 0) return null;
    return render('kpis', {
      cards,
      period: cardsPeriod({ block, brand: page.brand, edition: page.snapshot.edition.period }),
      columns: cardsInRow(cards.length),
    });
  },

  chart(call, page, render) {
    const [name, data] = call.positional.map(String) as [string, string];
    const spec = page.report.charts.find((chart) => chart.name === name)?.spec ?? {};
    const block = blockOf(page, data);
    const panels = panelsOf(block, page, ({ grain, table }) => ({
      ...page.draw(name, data, grain),
      partNote: drawingNote(block, table, { ...page, grain }),
      table: tableView(knownPart(table, block), { ...baseLook(page, block, grain), limit: MOST_FIGURE_ROWS }),
      csv: csvName(data, grain),
    }));
    // Where rows have no value to draw, none is known; without a row nothing happened, and that is said.
    const isKnownEmpty = block.kind === 'query' && Object.values(block.tables).every(({ rows }) => rows.length === 0);
    if (isUnfilled(block) || (!isKnownEmpty && panels.every(({ narrow }) => narrow.svg === ''))) return null;
    const title = textOf(call.options['title'], page) ?? titleOf(spec['title'], page) ?? name;
    return render('figure', {
      ...frame(call, page, `${name}-${data}`),
      title,
      panels,
      isHalf: call.options['width'] === 'half',
    });
  },

  table(call, page, render) {
    const data = String(call.positional[0]);
    const block = blockOf(page, data);
    if (isUnfilled(block)) return null;
    const isKnown = (name: string): boolean => !unknownIn(block).includes(name);
    const columns = namesOf(call.options['columns'])?.filter(isKnown);
    const bars = call.options['bars'];
    const limit = typeof call.options['limit'] === 'number' ? call.options['limit'] : MOST_ROWS;
    const panels = panelsOf(block, page, ({ grain, table }) => ({
      partNote: partNote(block, { ...page, grain }),
      table: named(page.report, data, () =>
        tableView(knownPart(table, block), {
          ...baseLook(page, block, grain),
          limit,
          ...(columns === undefined ? {} : { columns }),
          ...(typeof bars === 'string' && isKnown(bars) ? { bars } : {}),
        }),
      ),
      csv: csvName(data, grain),
    }));
    return render('table', { ...frame(call, page, `table-${data}`), panels });
  },

  heat(call, page, render) {
    const data = String(call.positional[0]);
    const block = blockOf(page, data);
    if (isUnfilled(block)) return null;
    const [row, column, value] = ['row', 'column', 'value'].map((name) => String(call.options[name])) as [
      string,
      string,
      string,
    ];
    if (lacksOne(block, [row, column, value])) return null;
    const panels = panelsOf(block, page, ({ grain, table }) => ({
      partNote: drawingNote(block, table, { ...page, grain }),
      heat: named(page.report, data, () =>
        heatView(wholePart(table, partsOf(block, grain), value), { row, column, value, grain, brand: page.brand }),
      ),
      csv: csvName(data, grain),
    }));
    return render('heat', { ...frame(call, page, `heat-${data}`), panels });
  },
};

/** Whether a brand has nothing to fill a block with: not in this period, and in none. */
function isUnfilled(block: Block): boolean {
  if (block.kind === 'query') return block.isUnfed === true;
  return block.metrics.every((metric) => block.unknown?.includes(metric));
}

/** The rows without those of periods that are not whole, unless there are no others: a cohort seems to fall in half a week. */
function wholePart(table: Table, parts: readonly PartialPeriod[], value: string): Table {
  const at = table.columns.findIndex(({ name }) => name === value);
  const drawn = drawnTable(table, parts).table;
  const isWhole = (row: readonly Cell[], index: number): boolean => row[at] === null || drawn.rows[index]?.[at] != null;
  return { columns: table.columns, rows: table.rows.filter(isWhole) };
}

/** Whether there are rows, and none of them has a value of one of the columns: a matrix of what nobody states tells nothing. */
function lacksOne(block: Block, columns: readonly string[]): boolean {
  const tables = Object.values(block.tables).filter(({ rows }) => rows.length > 0);
  const isEmpty = (name: string): boolean =>
    tables.every((table) => {
      const at = table.columns.findIndex((column) => column.name === name);
      return at >= 0 && table.rows.every((row) => row[at] === null);
    });
  return tables.length > 0 && columns.some(isEmpty);
}

/** Metrics of which nothing is known; of a query and beside metrics, columns in which no row of any grain has a value. */
function unknownIn(block: Block): readonly string[] {
  const tables = Object.values(block.tables).filter(({ rows }) => rows.length > 0);
  const known = new Set(
    tables.flatMap(({ columns, rows }) =>
      columns.flatMap(({ name }, index) => (rows.some((row) => row[index] !== null) ? [name] : [])),
    ),
  );
  const empty = tables.flatMap(({ columns }) => columns.map(({ name }) => name).filter((name) => !known.has(name)));
  if (block.kind === 'query') return empty;
  const own = ['period', ...block.by, ...block.metrics];
  return [...(block.unknown ?? []), ...empty.filter((name) => !own.includes(name))];
}

/** A table without the columns of which nothing is known. */
function knownPart(table: Table, block: Block): Table {
  const unknown = unknownIn(block);
  if (unknown.length === 0) return table;
  const kept = table.columns.flatMap(({ name }, index) => (unknown.includes(name) ? [] : [index]));
  const pick = <T>(cells: readonly T[]): readonly T[] => kept.flatMap((index) => cells.slice(index, index + 1));
  return { columns: pick(table.columns), rows: table.rows.map(pick) };
}

interface Panel {
  readonly grain: Grain;
  readonly table: Table;
}

function panelsOf<T>(
  block: Block,
  page: EditionPage,
  view: (panel: Panel) => T,
): readonly (T & { grain: Grain; label: string; period: string | null })[] {
  const { brand, snapshot } = page;
  return block.grains.flatMap((grain) => {
    const table = block.tables[grain];
    if (table === undefined) return [];
    const period = panelPeriod({ block, grain, table, brand, edition: snapshot.edition.period });
    return [{ ...view({ grain, table }), grain, period, label: say(brand.words, `grain_${grain}`) }];
  });
}

function frame(call: TagCall, page: EditionPage, id: string): Readonly<Record<string, unknown>> {
  return {
    id,
    title: textOf(call.options['title'], page),
    note: textOf(call.options['note'], page),
  };
}

function baseLook(
  page: EditionPage,
  block: Block,
  grain: Grain,
): Pick<TableLook, 'grain' | 'brand' | 'latestFirst' | 'isOrdered' | 'brands' | 'parts'> {
  const look = {
    grain,
    brand: page.brand,
    latestFirst: block.kind === 'metrics',
    isOrdered: block.kind === 'metrics' && block.isOrdered === true,
    parts: partsOf(block, grain),
  };
  return block.kind === 'metrics' && block.brands !== undefined ? { ...look, brands: block.brands } : look;
}

function blockOf({ snapshot, report }: EditionPage, name: OptionValue | undefined): Block {
  const block = snapshot.data[String(name)];
  if (block !== undefined) return block;
  throw new ProblemsError([
    { file: report.place.file, message: `The snapshot has no data named "${String(name)}".`, hint: 'Build it again.' },
  ]);
}

/** Says which column a query's table lacks, where the report names one. */
function named<T>(report: Report, data: string, view: () => T): T {
  try {
    return view();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ProblemsError([{ file: report.place.file, message: `"${data}" has no column "${error.message}".` }]);
  }
}

function namesOf(value: OptionValue | undefined): readonly string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

function textOf(value: OptionValue | undefined, { brand }: EditionPage): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && !Array.isArray(value) ? inLanguage(value as LocalText, brand.locale) : undefined;
}

/** A specification's title: a text, one per language, or Vega-Lite's own `{text: …}`. */
function titleOf(title: unknown, { brand }: EditionPage): string | undefined {
  if (typeof title === 'string') return shownText(title).text;
  if (typeof title !== 'object' || title === null) return undefined;
  return 'text' in title && typeof title.text === 'string' ? title.text : inLanguage(title as LocalText, brand.locale);
}
