import { addDays, periodOf, shiftPeriod } from '../lib/period.ts';
import type { Cell, IsoDay, Metric, Model, PartOfDays, Period, Weekday } from '../types.ts';
import { continuedRuns, type DayRange, type DayRuns, dayNumber, runsIn } from './dayRuns.ts';
import { type DayPlace, dayRunsSql, youngGroupsSql } from './martDaysSql.ts';
import { byName, type MetricsByName, measuredUnder, metricNamed } from './metricInputs.ts';
import { type Part, partOfPeriod } from './partOfPeriod.ts';
import { type AskedBlock, queriesOf } from './queriesOf.ts';
import { measureOf, type Span, timesOf } from './scansOf.ts';
import type { MeasuredRows } from './sliceRows.ts';
import { groupKey, partOfYoung, type Young, youngOf } from './youngGroups.ts';

/** What tells how much of a period there is of a metric; null where it is whole. */
export interface PeriodParts {
  of(metric: string, period: Period): Part | null;
  /** Of the metric in one group of a split: that group may be younger than the mart. */
  ofGroup(metric: string, period: Period, by: readonly string[], group: readonly Cell[]): Part | null;
}

/** Of periods nobody has looked at, all are whole. */
export const ALL_WHOLE: PeriodParts = { of: () => null, ofGroup: () => null };

/** What it takes to know which periods of a brand's marts are whole. */
export interface PartsRequest {
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
  readonly weekStart: Weekday;
  /** The brand's day of the run. */
  readonly today: IsoDay;
  /** The first day, by mart, whose rows the last pulls can not have brought whole. */
  readonly pulledUntil: (mart: string) => IsoDay | undefined;
  readonly run: (sql: string) => Promise<MeasuredRows>;
}

/** The days of marts, each asked once: all that tells which periods are whole. */
export class MartDays {
  private readonly request: PartsRequest;
  private readonly metrics: MetricsByName;
  private readonly asked = new Map<string, Promise<MeasuredRows>>();
  private readonly known = new Map<string, Part | null>();

  constructor(request: PartsRequest) {
    this.request = request;
    this.metrics = byName(request.metrics);
  }

  /** What there is to know for one block. */
  async partsFor(asked: AskedBlock): Promise<PeriodParts> {
    const places = new Map(
      asked.request.metrics.map(
        (name) => [name, measuredUnder(name, this.metrics).flatMap((base) => this.placesOf(base))] as const,
      ),
    );
    const distinct = new Map([...places.values()].flat().map((place) => [keyOf(place), place]));
    const days = new Map<string, DaysOfPlace>();
    for (const [key, place] of distinct) days.set(key, await this.daysOf(place, asked));
    const worst = (metric: string, partIn: (place: Place, days: DaysOfPlace) => Part | null): Part | null =>
      (places.get(metric) ?? []).reduce<Part | null>((found, place) => {
        const own = days.get(keyOf(place));
        return lesser(found, own === undefined ? null : partIn(place, own));
      }, null);
    const wholly = (metric: string, period: Period) => worst(metric, (place, own) => this.partIn(place, own, period));
    return {
      of: wholly,
      ofGroup: (metric, period, by, group) =>
        wholly(metric, period) ??
        worst(metric, ({ span }, { whole, young }) =>
          span.kind === 'period' ? partOfYoung(young?.get(groupKey(by, group)), { whole, period }) : null,
        ),
    };
  }

  /** How much there is of a period in rows that a query takes from marts which others cover. */
  async partsOfQuery(marts: readonly string[]): Promise<(period: Period) => Part | null> {
    const models = this.request.models.filter(({ name }) => marts.includes(name));
    const places = models.flatMap(({ coveredBy = [] }) => this.coveringOf(coveredBy, { kind: 'period' }, false));
    const none = { before: undefined, part: undefined, young: undefined, isOfPart: false };
    const days = await Promise.all(
      places.map(async (place) => ({ place, whole: (await this.runsOf(place, undefined)).get(''), ...none })),
    );
    return (period) =>
      days.reduce<Part | null>((found, { place, ...own }) => lesser(found, this.partIn(place, own, period)), null);
  }

  /** Where the rows that a measured metric counts lie in time. */
  private placesOf(name: string): readonly Place[] {
    const { mart, time, span } = measureOf(metricNamed(name, this.metrics), this.metrics);
    const model = this.request.models.find((one) => one.name === mart);
    const { coveredBy, continuedBy = [], grainColumn, expects, looksBack = false } = model ?? {};
    if (coveredBy !== undefined) return this.coveringOf(coveredBy, span, looksBack);
    const since = timesOf({ mart, time, span }, this.metrics).filter((column) => column !== time);
    return grainColumn === undefined ? [{ mart, time, span, expects, looksBack, isOwn: true, since, continuedBy }] : [];
  }

  private coveringOf(coveredBy: readonly DayPlace[], span: Span, looksBack: boolean): readonly Place[] {
    return coveredBy.map((place) => {
      const expects = this.request.models.find((one) => one.name === place.mart)?.expects;
      return { ...place, span, expects, looksBack, isOwn: false, since: [], continuedBy: [] };
    });
  }

  private async daysOf(place: Place, asked: AskedBlock): Promise<DaysOfPlace> {
    const { today } = this.request;
    const others = await Promise.all(
      place.continuedBy.map(async (other) => (await this.runsOf(other, undefined)).get('')),
    );
    const whole = continuedRuns((await this.runsOf(place, undefined)).get(''), others);
    const before = await Promise.all(
      place.since.map(async (time) => (await this.runsOf({ mart: place.mart, time }, undefined)).get('')),
    );
    const { own, request } = asked;
    const part =
      own === undefined || !place.isOwn
        ? undefined
        : continuedRuns((await this.runsOf(place, own.dimension)).get(own.id), others);
    const starts = queriesOf(asked).flatMap(({ periods }) => periods.map(({ start }) => start));
    const after = starts.sort()[0];
    const young =
      request.by.length === 0 || own !== undefined || !place.isOwn || after === undefined
        ? undefined
        : youngOf(await this.ask(youngGroupsSql(place, request.by, { after, today })), request.by);
    return { whole, before: earliest(before), part, young, isOfPart: own !== undefined && place.isOwn };
  }

  /** By value of the dimension; under the empty name where there is none. */
  private async runsOf(place: DayPlace, by: string | undefined): Promise<ReadonlyMap<string, DayRuns>> {
    const { rows } = await this.ask(dayRunsSql(place, by, this.request.today));
    return runsIn(rows);
  }

  private ask(sql: string): Promise<MeasuredRows> {
    const known = this.asked.get(sql) ?? this.request.run(sql);
    this.asked.set(sql, known);
    return known;
  }

  private partIn(place: Place, { whole, before, part, isOfPart }: DaysOfPlace, period: Period): Part | null {
    if (whole === undefined || period.grain === 'all_time') return null;
    const key = `${keyOf(place)} ${period.start} ${period.end}`;
    const known = this.known.get(key);
    const isJudged = part !== undefined && isOfPart;
    if (known !== undefined && (known !== null || !isJudged)) return known;
    const range = this.rangeOf(place, period);
    const until = this.request.pulledUntil(place.mart);
    const look = {
      expects: place.expects,
      isStock: place.span.kind === 'end',
      pulledUntil: until === undefined ? undefined : dayNumber(until),
      before: place.looksBack ? this.rangeOf(place, shiftPeriod(period, -1)) : undefined,
    };
    // Before the first that was won it is known that none was, as far as it is known what there was to win.
    const days = before !== undefined && range.to <= whole.first ? before : whole;
    const found = known === undefined ? partOfPeriod(days, range, look) : known;
    this.known.set(key, found);
    return found ?? (isJudged ? partOfPeriod(part, range, { ...look, within: whole }) : null);
  }

  private rangeOf({ span }: Place, { start, end }: Period): DayRange {
    const to = dayNumber(end);
    if (span.kind === 'rolling') return { from: to - span.days, to };
    if (span.kind !== 'to_date') return { from: dayNumber(start), to };
    const { weekStart } = this.request;
    return { from: dayNumber(periodOf(addDays(end, -1), span.since, weekStart).start), to };
  }
}

interface Place extends DayPlace {
  readonly span: Span;
  readonly expects: Model['expects'];
  /** Whether the period before has to be whole too. */
  readonly looksBack: boolean;
  /** Whether it is the metric's own mart, which has its dimensions. */
  readonly isOwn: boolean;
  /** The mart's other columns that tell since when its rows were counted. */
  readonly since: readonly string[];
  /** Whose days count from its own first row on. */
  readonly continuedBy: readonly DayPlace[];
}

interface DaysOfPlace {
  readonly whole: DayRuns | undefined;
  /** By the column since which the mart was counted. */
  readonly before: DayRuns | undefined;
  /** Of the audience alone. */
  readonly part: DayRuns | undefined;
  readonly isOfPart: boolean;
  /** Groups that began within the periods in question, by their key. */
  readonly young: ReadonlyMap<string, Young> | undefined;
}

function earliest(all: readonly (DayRuns | undefined)[]): DayRuns | undefined {
  return all.reduce(
    (found, days) => (found !== undefined && (days?.first ?? found.first) >= found.first ? found : days),
    undefined,
  );
}

/** Told once of each place: it is asked for every metric and period. */
const keys = new WeakMap<Place, string>();

function keyOf(place: Place): string {
  const { mart, time, span, isOwn, looksBack } = place;
  const key = keys.get(place) ?? JSON.stringify([mart, time, span, isOwn, looksBack]);
  keys.set(place, key);
  return key;
}

/** The one of which there is less. */
function lesser(a: Part | null, b: Part | null): Part | null {
  if (a === null || b === null) return a ?? b;
  const [less, other] = b.days * a.of < a.days * b.of ? [b, a] : [a, b];
  return { ...less, isOpen: less.isOpen || other.isOpen };
}

/** A part as a page tells it. */
export function daysOnly({ days, of, isBefore }: Part): PartOfDays {
  return { days, of, ...(isBefore === undefined ? {} : { isBefore }) };
}
