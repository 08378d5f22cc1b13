import type { Brand, Cell, Column, MetricBlock, QueryBlock, Snapshot } from '../../src/types.ts';

/** What a reader is told: one number, by what it is called, whose it is, and of when. */
interface PullNotes {
  /** Brand, audience, name, grain, first day and group. */
  readonly what: string;
  readonly value: Cell;
  readonly where: string;
}

/**
 * Numbers that are told twice and differ: the same metric, or a column that is called the same, of one brand, period and
 * group, in two blocks of whichever reports. Values of brands in an edition that spans them are held against their own.
 */
export function contradictions(
  snapshots: readonly Snapshot[],
  brands: readonly Pick<Brand, 'name' | 'title'>[],
): { readonly twice: number; readonly found: readonly string[] } {
  const told = snapshots.flatMap((snapshot) =>
    Object.entries(snapshot.data).flatMap(([name, block]) => {
      const of = { snapshot, brands, where: `${snapshot.edition.id}:${name}` };
      return block.kind === 'query' ? toldByQuery(block, of) : toldByMetrics(block, of);
    }),
  );
  const twice = [...Map.groupBy(told, ({ what }) => what)].filter(
    ([, all]) => new Set(all.map(({ where }) => where)).size > 1,
  );
  const found = twice.flatMap(([what, all]) => {
    const sides = [...Map.groupBy(all, ({ value }) => rounded(value))];
    if (sides.length === 1) return [];
    const said = sides.map(([value, same]) => `${value} (${[...new Set(same.map(({ where }) => where))].join(', ')})`);
    return [`${what}: ${said.join(' and ')}`];
  });
  return { twice: twice.length, found };
}

interface Of {
  readonly snapshot: Snapshot;
  readonly brands: readonly Pick<Brand, 'name' | 'title'>[];
  readonly where: string;
}

function toldByMetrics(block: MetricBlock, of: Of): readonly PullNotes[] {
  if (block.show !== undefined) return [];
  const audience = block.isOfAudience === true ? of.snapshot.edition.audience : null;
  const spans = block.brands !== undefined;
  const groupSize = 1 + block.by.length + (spans ? 1 : 0);
  const cells = Object.entries(block.tables).flatMap(([grain, { columns, rows }]) => {
    const dimensions = columns.slice(1, groupSize);
    return rows.flatMap((row) =>
      columns.slice(groupSize).flatMap((column, index) => {
        const brand = spans ? brandOf(row[1] ?? null, of) : of.snapshot.edition.brand;
        const group = groupOf(spans ? dimensions.slice(1) : dimensions, row.slice(spans ? 2 : 1));
        const value = row[groupSize + index] ?? null;
        // Of a brand that a table of several brands has a gap for, nothing is told.
        if (brand === undefined || (spans && value === null)) return [];
        return namesOf(column).map((name) => ({
          what: [brand, audience, name, grain, row[0] ?? of.snapshot.edition.period.end, group].join(' | '),
          value,
          where: of.where,
        }));
      }),
    );
  });
  const readings = spans || block.by.length > 0 ? [] : block.readings;
  const [grain] = block.grains;
  const last = grain === undefined ? undefined : block.tables[grain]?.rows.at(-1)?.[0];
  const compared = readings.flatMap(({ metric, value, compared }) => [
    ...(typeof last === 'string' ? [[metric, value, last] as const] : []),
    ...Object.values(compared).flatMap((earlier) =>
      earlier.value === null ? [] : [[metric, earlier.value, earlier.period.start] as const],
    ),
  ]);
  return [
    ...cells,
    ...compared.map(([metric, value, day]) => ({
      what: [of.snapshot.edition.brand, audience, `metric ${metric}`, grain, day, ''].join(' | '),
      value,
      where: `${of.where} (its cards)`,
    })),
  ];
}

/** Of a query whose texts tell its rows apart. */
function toldByQuery(block: QueryBlock, of: Of): readonly PullNotes[] {
  const { brand, audience, period } = of.snapshot.edition;
  return Object.entries(block.tables).flatMap(([grain, { columns, rows }]) => {
    const isText = (column: Column): boolean => column.type !== 'number';
    const texts = columns.filter(isText);
    const groups = rows.map((row) =>
      groupOf(
        texts,
        row.filter((_, index) => columns.some((c, at) => at === index && isText(c))),
      ),
    );
    if (new Set(groups).size < groups.length) return [];
    const start = Object.entries(block.periods ?? {}).find(([name]) => name === grain)?.[1].start ?? period.start;
    return rows.flatMap((row, at) =>
      columns.flatMap((column, index) =>
        isText(column)
          ? []
          : namesOf(column).map((name) => ({
              what: [brand, audience, name, grain, start, groups[at]].join(' | '),
              value: row[index] ?? null,
              where: of.where,
            })),
      ),
    );
  });
}

/** A metric is itself, whatever a language calls it; whatever is called the same has to be the same. */
function namesOf({ name, label, metric }: Column): readonly string[] {
  const isMetric = metric !== undefined;
  return [...(isMetric ? [`metric ${metric}`] : []), `“${label}”`, ...(isMetric || label !== name ? [] : [name])];
}

function groupOf(dimensions: readonly Column[], values: readonly Cell[]): string {
  return dimensions
    .map(({ label }, index) => `${label} ${values[index] ?? '–'}`)
    .sort()
    .join(', ');
}

function brandOf(title: Cell, { brands }: Of): string | undefined {
  return brands.find((brand) => brand.title === title)?.name;
}

/** Sums may differ in their last binary digits. */
function rounded(value: Cell): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(9))) : String(value ?? '–');
}
