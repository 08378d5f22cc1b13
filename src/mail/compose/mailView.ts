import { formatAsOf, formatChange, formatCompact, formatNumber, formatPeriod, NOTHING } from '../../lib/format.ts';
import { directionOf } from '../../lib/intlLocale.ts';
import { inLanguage } from '../../lib/localText.ts';
import { partNote } from '../../lib/partWords.ts';
import { periodOf } from '../../lib/period.ts';
import { oneLine } from '../../lib/safeText.ts';
import { toldReadings } from '../../lib/toldReadings.ts';
import { say } from '../../lib/words.ts';
import type {
  Brand,
  Compared,
  Comparison,
  MetricBlock,
  MetricNote,
  Reading,
  Snapshot,
  Team,
  Words,
} from '../../types.ts';

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
  readonly words: Readonly<Record<'keyFigures' | 'whatChanged' | 'toKnow' | 'openReport', string>>;
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
  readonly pdf: 'attached' | 'too_large' | 'none';
}): MailView {
  const { snapshot, brand, team, charts } = request;
  const { words } = brand;
  const cards = cardsOf(snapshot, brand);
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
    period: formatPeriod(snapshot.edition.period, words),
    headline: text(snapshot.headline),
    preheader: oneLine(insights[0] ?? cards.map(({ label, value }) => `${label} ${value}`).join(' · '), 110),
    cards,
    cardRows: inPairs(cards),
    insights,
    cautions: cautionsOf(snapshot, words),
    charts: charts.map((chart) => ({ ...chart, title: text(chart.title), alt: text(chart.alt) })),
    pageUrl: request.pageUrl,
    pdfNote: request.pdf === 'none' ? '' : say(words, `mail_pdf_${request.pdf}`),
    asOf: asOfLine(snapshot, brand),
    footer: [
      snapshot.burst === undefined
        ? say(words, 'mail_why', { team: text(teamTitle), brand: text(brand.title) })
        : say(words, 'mail_why_audience', { audience: text(snapshot.burst.audience), brand: text(brand.title) }),
      ...(brand.replyTo === undefined ? [] : [say(words, 'mail_contact', { address: text(brand.replyTo) })]),
    ],
    words: {
      keyFigures: say(words, 'key_figures'),
      whatChanged: say(words, 'mail_what_changed'),
      toKnow: say(words, 'mail_to_know'),
      openReport: say(words, 'mail_open_report'),
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
function cardsOf(snapshot: Snapshot, brand: Brand): readonly Card[] {
  const block = Object.values(snapshot.data).find(
    (candidate): candidate is MetricBlock =>
      candidate.kind === 'metrics' &&
      toldReadings(candidate).length > 0 &&
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
      return [cardOf(reading, { ...note, label }, { brand: { ...brand, currency }, isOneOfMany })];
    });
}

/** The period that a block's figures are of, in words, where it is not the edition's: a month's in a weekly mail. */
function otherPeriod({ grains, tables }: MetricBlock, { edition }: Snapshot, { words, weekStart }: Brand): string {
  const [grain] = grains;
  const start = grain === undefined ? undefined : tables[grain]?.rows.at(-1)?.[0];
  if (grain === undefined || grain === 'all_time' || typeof start !== 'string') return '';
  const isOwn = grain === edition.period.grain && start === edition.period.start;
  return isOwn ? '' : formatPeriod(periodOf(start, grain, weekStart), words);
}

interface Surroundings {
  readonly brand: Brand;
  readonly isOneOfMany: boolean;
}

function cardOf(reading: Reading, note: MetricNote, { brand, isOneOfMany }: Surroundings): Card {
  const { words } = brand;
  const look = { ...note, locale: brand.locale, currency: brand.currency, isOneOfMany };
  const inFull = formatNumber(reading.value, look);
  const comparisons = (['previous', 'year_ago'] satisfies Comparison[]).flatMap((comparison) => {
    const compared = reading.compared[comparison];
    const change = compared === undefined ? NOTHING : formatChange(compared, look, words);
    if (compared === undefined || change === NOTHING) return [];
    const { verdict } = compared;
    return {
      change: `${arrowOf(compared)}${change}`,
      against: say(words, comparison === 'previous' ? `on_previous_${compared.period.grain}` : 'on_year_ago'),
      verdict,
      verdictWord: verdict === 'better' || verdict === 'worse' ? say(words, verdict) : '',
    };
  });
  const { target } = reading;
  const bounds = [
    ...(target?.atLeast === undefined
      ? []
      : [say(words, 'mail_at_least', { value: formatNumber(target.atLeast, look) })]),
    ...(target?.atMost === undefined ? [] : [say(words, 'mail_at_most', { value: formatNumber(target.atMost, look) })]),
  ];
  const { met = null } = target ?? {};
  const metWord = met === null ? NOTHING : say(words, met ? 'target_met' : 'target_missed');
  return {
    label: text(note.label),
    value: inFull.length > 11 ? formatCompact(reading.value, look) : inFull,
    comparisons,
    target: bounds.length === 0 ? '' : `${say(words, 'mail_target', { value: bounds.join(', ') })} · ${metWord}`,
    part: reading.partial === undefined ? '' : partNote(reading.partial, words),
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

function cautionsOf({ alerts, verdicts, cautions = [] }: Snapshot, words: Words): readonly string[] {
  const broken = verdicts.filter(({ failures }) => failures > 0);
  return [
    ...cautions.map(text),
    ...alerts.map(({ reason }) => text(reason)),
    ...broken.map(({ description }) => say(words, 'mail_check_failed', { description: text(description) })),
  ].slice(0, MOST.cautions);
}

function asOfLine({ asOf }: Snapshot, { locale, words, timeZone }: Brand): string {
  if (asOf.length === 0) return '';
  const sources = asOf.map(({ source, at, state }) => {
    const late = state === 'fresh' ? '' : ` (${say(words, 'mail_late')})`;
    return `${text(source)} ${formatAsOf(at, locale, timeZone)}${late}`;
  });
  return say(words, 'mail_data_as_of', { sources: sources.join(' · ') });
}

function inPairs(cards: readonly Card[]): readonly (readonly (Card | undefined)[])[] {
  return Array.from({ length: Math.ceil(cards.length / 2) }, (_, row) => [cards[2 * row], cards[2 * row + 1]]);
}
