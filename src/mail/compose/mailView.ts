import { formatAsOf, formatChange, formatCompact, formatNumber, formatPeriod, NOTHING } from '../../lib/format.ts';
import { directionOf } from '../../lib/intlLocale.ts';
import { inLanguage, languageOf } from '../../lib/localText.ts';
import { periodOf } from '../../lib/period.ts';
import { oneLine } from '../../lib/safeText.ts';
import type {
  Brand,
  Compared,
  Comparison,
  Grain,
  MetricBlock,
  MetricNote,
  Reading,
  Snapshot,
  Team,
} from '../../types.ts';
import { type Phrases, phrasesIn } from './phrases.ts';

/** What the templates of a mail see: texts ready to be shown, not yet escaped. */
export interface MailView {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** The edge at which lines begin. */
  readonly start: 'left' | 'right';
  readonly accent: string;
  readonly brand: string;
  readonly title: string;
  readonly period: string;
  readonly headline: string;
  readonly preheader: string;
  readonly cards: readonly Card[];
  /** The cards two by two, as they stand beside each other; `undefined` fills an odd row. */
  readonly cardRows: readonly (readonly (Card | undefined)[])[];
  readonly insights: readonly string[];
  /** What a reader should know before trusting a number: late sources, claims that do not hold. */
  readonly cautions: readonly string[];
  readonly charts: readonly ChartView[];
  readonly pageUrl: string;
  readonly pdfNote: string;
  readonly asOf: string;
  readonly footer: readonly string[];
  readonly words: Pick<Phrases, 'keyFigures' | 'whatChanged' | 'toKnow' | 'openReport'>;
}

export interface Card {
  readonly label: string;
  readonly value: string;
  readonly comparisons: readonly {
    /** "▲ +4.2%"; the arrow is the direction, the verdict the colour and, in plain text, a word. */
    readonly change: string;
    readonly against: string;
    readonly verdict: Compared['verdict'];
    readonly verdictWord: string;
  }[];
  readonly target: string;
  /** How much of its period there is, where that is not whole. */
  readonly part: string;
}

export interface ChartView {
  readonly title: string;
  readonly alt: string;
  /** What a reader has to know of it; "" where nothing. */
  readonly note: string;
  readonly cid: string;
  /** Pixels of the mail, not of the picture. */
  readonly width: number;
}

const MOST = { cards: 6, insights: 5, cautions: 4, letters: 280 };

/** The data of a mail's templates, from the snapshot of its edition. */
export function mailView(request: {
  readonly snapshot: Snapshot;
  readonly brand: Brand;
  readonly team: Team;
  readonly pageUrl: string;
  readonly charts: readonly ChartView[];
  readonly pdf: 'attached' | 'too large' | 'none';
}): MailView {
  const { snapshot, brand, team, charts } = request;
  const words = phrasesIn(brand.locale);
  const cards = cardsOf(snapshot, brand, words);
  const insights = insightsOf(snapshot);
  const direction = directionOf(brand.locale);
  const teamTitle = inLanguage(team.title, brand.locale);
  return {
    language: brand.locale,
    direction,
    start: direction === 'rtl' ? 'right' : 'left',
    accent: brand.colours.accent,
    brand: text(brand.title),
    title: text(snapshot.title),
    period: formatPeriod(snapshot.edition.period, brand.locale),
    headline: text(snapshot.headline),
    preheader: oneLine(insights[0] ?? cards.map(({ label, value }) => `${label} ${value}`).join(' · '), 110),
    cards,
    cardRows: inPairs(cards),
    insights,
    cautions: cautionsOf(snapshot, words),
    charts: charts.map((chart) => ({ ...chart, title: text(chart.title), alt: text(chart.alt) })),
    pageUrl: request.pageUrl,
    pdfNote: { attached: words.pdfAttached, 'too large': words.pdfTooLarge, none: '' }[request.pdf],
    asOf: asOfLine(snapshot, brand, words),
    footer: [
      snapshot.burst === undefined
        ? words.why(text(teamTitle), text(brand.title))
        : words.whyAudience(text(snapshot.burst.audience), text(brand.title)),
      ...(brand.replyTo === undefined ? [] : [words.contact(text(brand.replyTo))]),
    ],
    words: {
      keyFigures: words.keyFigures,
      whatChanged: words.whatChanged,
      toKnow: words.toKnow,
      openReport: words.openReport,
    },
  };
}

function text(value: string): string {
  return oneLine(value, MOST.letters);
}

/**
 * The readings of the first block that has any: the report's own headline figures. In an edition for a part of a brand, of the first
 * block that is that part's; the whole brand's numbers are none of it.
 */
function cardsOf(snapshot: Snapshot, brand: Brand, words: Phrases): readonly Card[] {
  const block = Object.values(snapshot.data).find(
    (candidate): candidate is MetricBlock =>
      candidate.kind === 'metrics' &&
      candidate.readings.some(({ metric }) => candidate.unknown?.includes(metric) !== true) &&
      (snapshot.burst === undefined || candidate.isOfAudience === true),
  );
  const scope = block === undefined ? '' : otherPeriod(block, snapshot, brand);
  const notes = new Map(snapshot.metrics.map((note) => [note.name, note]));
  // A brand that measures none of it has no card; one that was left out has, and a caution says why.
  const leftOut = block?.brands?.filter(({ isLeftOut }) => isLeftOut).map(({ title }) => title) ?? [];
  const isTold = ({ brand: of, metric, value }: Reading) =>
    of === undefined ? block?.unknown?.includes(metric) !== true : value !== null || leftOut.includes(of);
  return (block?.readings ?? [])
    .filter(isTold)
    .slice(0, MOST.cards)
    .flatMap((reading) => {
      const note = notes.get(reading.metric);
      const owner = block?.brands?.find(({ title }) => title === reading.brand);
      if (note === undefined) return [];
      const { currency } = owner ?? brand;
      const isOneOfMany = new Set(block?.brands?.map((one) => one.currency)).size > 1;
      const label = [reading.brand, note.label, scope].filter(Boolean).join(' · ');
      const grain = block?.grains[0] ?? snapshot.edition.period.grain;
      return [cardOf(reading, { ...note, label }, { grain, brand: { ...brand, currency }, words, isOneOfMany })];
    });
}

/** The period that a block's figures are of, in words, where it is not the edition's: a month's in a weekly mail. */
function otherPeriod({ grains, tables }: MetricBlock, { edition }: Snapshot, { locale, weekStart }: Brand): string {
  const [grain] = grains;
  const start = grain === undefined ? undefined : tables[grain]?.rows.at(-1)?.[0];
  if (grain === undefined || grain === 'all_time' || typeof start !== 'string') return '';
  const isOwn = grain === edition.period.grain && start === edition.period.start;
  return isOwn ? '' : formatPeriod(periodOf(start, grain, weekStart), locale);
}

interface Surroundings {
  /** Of the card's block: what its changes are against. */
  readonly grain: Grain;
  readonly brand: Brand;
  readonly words: Phrases;
  readonly isOneOfMany: boolean;
}

function cardOf(reading: Reading, note: MetricNote, { grain, brand, words, isOneOfMany }: Surroundings): Card {
  const look = { ...note, locale: brand.locale, currency: brand.currency, isOneOfMany };
  const inFull = formatNumber(reading.value, look);
  const comparisons = (['previous', 'year_ago'] satisfies Comparison[]).flatMap((comparison) => {
    const compared = reading.compared[comparison];
    const change = compared === undefined ? NOTHING : formatChange(compared, look);
    if (compared === undefined || change === NOTHING) return [];
    const { verdict } = compared;
    return {
      change: `${arrowOf(compared)}${change}`,
      against: words.comparedWith[comparison][grain],
      verdict,
      verdictWord: verdict === 'better' || verdict === 'worse' ? words[verdict] : '',
    };
  });
  const { target } = reading;
  const bounds = [
    ...(target?.atLeast === undefined ? [] : [words.atLeast(formatNumber(target.atLeast, look))]),
    ...(target?.atMost === undefined ? [] : [words.atMost(formatNumber(target.atMost, look))]),
  ];
  const met = { true: words.targetMet, false: words.targetMissed, null: NOTHING }[`${target?.met ?? null}`];
  return {
    label: text(note.label),
    value: inFull.length > 11 ? formatCompact(reading.value, look) : inFull,
    comparisons,
    target: bounds.length === 0 ? '' : `${words.target(bounds.join(', '))} · ${met}`,
    part: reading.partial === undefined ? '' : words.daysOf(reading.partial),
  };
}

function arrowOf({ difference }: Compared): string {
  if (difference === null || difference === 0) return '';
  return difference > 0 ? '▲ ' : '▼ ';
}

/** The weightiest sentence of every block in the report's order, then the second of each, and so on; none twice. */
function insightsOf({ data, insights, headline }: Snapshot): readonly string[] {
  const lists = Object.keys(data).map((name) => insights[name] ?? []);
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const inTurn = Array.from({ length: longest }, (_, rank) => lists.flatMap((list) => list[rank] ?? [])).flat();
  // Two blocks that show a metric at one grain tell the same news, one of them with less beside it.
  const fullest = new Map<string, string>();
  for (const sentence of inTurn.map(text)) {
    const [news = sentence] = sentence.split(/[,.] |[.,]$/);
    if (sentence.length > (fullest.get(news)?.length ?? 0)) fullest.set(news, sentence);
  }
  return [...fullest.values()].filter((sentence) => sentence !== text(headline)).slice(0, MOST.insights);
}

function cautionsOf({ alerts, verdicts, cautions = [] }: Snapshot, words: Phrases): readonly string[] {
  const broken = verdicts.filter(({ failures }) => failures > 0);
  return [
    ...cautions.map(text),
    ...alerts.map(({ reason }) => text(reason)),
    ...broken.map(({ description }) => words.checkFailed(text(description))),
  ].slice(0, MOST.cautions);
}

function asOfLine({ asOf }: Snapshot, { locale, timeZone }: Brand, words: Phrases): string {
  if (asOf.length === 0) return '';
  const sources = asOf.map(({ source, at, state }) => {
    const late = state === 'fresh' ? '' : ` (${words.late})`;
    return `${text(source)} ${formatAsOf(at, locale, timeZone)}${late}`;
  });
  return `${words.dataAsOf}${languageOf(locale) === 'ko' ? ':' : ''} ${sources.join(' · ')}`;
}

function inPairs(cards: readonly Card[]): readonly (readonly (Card | undefined)[])[] {
  return Array.from({ length: Math.ceil(cards.length / 2) }, (_, row) => [cards[2 * row], cards[2 * row + 1]]);
}
