import { languageOf } from '../lib/localText.ts';
import type { Comparison, Grain } from '../types.ts';
import type { Amount, BrandsClause, Clause, Fact, Phrases, SplitFact } from './phraseTypes.ts';

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

export const ENGLISH: Phrases = {
  notStated: 'not stated',
  headline: (clauses, locale) =>
    clauses
      .map((clause, index) => `${index === 0 ? clause.label : midSentence(clause.label, locale)} ${predicate(clause)}`)
      .join(', and '),
  sentence: (clause, facts) => `${clause.label} ${predicate(clause)}${tail(clause, facts)}.`,
  splitSentence: (label, fact, locale) => splitSentence(midSentence(label, locale), fact),
  brandsHeadline: (clause) => {
    const { label, brands, up, down, rose: top, fell: bottom } = clause;
    if (top === undefined && bottom === undefined) return `${label} held steady ${ofBrands(brands, brands)}`;
    const told = down > up ? { top: undefined, bottom } : { top, bottom: undefined };
    return `${label} ${movesOf({ ...clause, rose: told.top, fell: told.bottom })}`;
  },
  brandsSentence: (clause) => {
    const { than, grain, brands, label, rose: top, fell: bottom } = clause;
    const against = than === 'year_ago' ? 'a year before' : `the ${grain} before`;
    const moved =
      top === undefined && bottom === undefined ? `held steady ${ofBrands(brands, brands)}` : movesOf(clause);
    return `${label} ${moved}${moved.includes(', ') ? ',' : ''} against ${against}.`;
  },
  brandsMissed: ({ label, missed, judged }, locale) =>
    `${listed(missed)} ${missed.length === 1 ? 'is' : 'are'} short of the target for ${midSentence(label, locale)}${judged === 1 ? '' : ` (${missed.length} of ${judged})`}.`,
  noData: (period) => `There is no data for ${period}.`,
  noDataHeadline: (period) => `No data for ${period}`,
  about: (scope, sentence) => `${scope}: ${sentence}`,
  allOf: (brand) => `All of ${brand}`,
  partOf: ({ days, of, isBefore }, period, metrics) =>
    isBefore
      ? `${metrics.length === 0 ? 'All' : listed(metrics)}: ${period} is measured against the period before, of which the data cover ${days} of ${of} days; no comparison with other periods.`
      : days === 0
        ? `${metrics.length === 0 ? '' : `${listed(metrics)}: `}There are no data for ${period}.`
        : metrics.length === 0
          ? `The data cover ${days} of the ${of} days of ${period}; nothing is compared with other periods.`
          : `${listed(metrics)}: the data cover ${days} of the ${of} days of ${period}; no comparison with other periods.`,
  figures: (period) => `Figures for ${period}`,
};

/** "rose at 2 of 3 brands, most at X (+4%), and fell at Y (−2%)" */
function movesOf({ brands, up, down, rose: top, fell: bottom }: BrandsClause): string {
  const moves = (count: number, most: { readonly brand: string; readonly change: string }) =>
    count === 1
      ? `at ${most.brand} (${most.change})`
      : `${ofBrands(count, brands)}, most at ${most.brand} (${most.change})`;
  const parts = [
    top === undefined ? [] : [`rose ${moves(up, top)}`],
    bottom === undefined ? [] : [`fell ${moves(down, bottom)}`],
  ].flat();
  return parts.join(up === 1 ? ' and ' : ', and ');
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function ofBrands(count: number, brands: number): string {
  if (brands === 1) return 'at the one brand that can be compared';
  if (count === brands) return brands === 2 ? 'at both brands' : `at all ${brands} brands`;
  return `at ${count} of ${brands} brands`;
}

function predicate({ value, movement, part }: Clause): string {
  if (part !== undefined)
    return `stood at ${value} (${
      part.days === 0 && !part.isBefore
        ? 'no data'
        : `data for ${part.days} of ${part.of} days${part.isBefore ? ' of the period before' : ''}`
    })`;
  switch (movement.kind) {
    case 'unknown':
      return `stood at ${value}`;
    case 'steady':
      return `held steady${onYear(movement.than)} at ${value}`;
    case 'by': {
      const by = movement.amount.unit === 'number' ? 'by ' : '';
      return `${rose(movement.up)} ${by}${amountText(movement.amount)}${onYear(movement.than)} to ${value}`;
    }
    case 'from':
      return `${rose(movement.up)} from ${movement.before}${movement.than === 'year_ago' ? ' a year before' : ''} to ${value}`;
  }
}

function tail({ movement, grain }: Clause, facts: readonly Fact[]): string {
  if (facts.length > 0) return `, ${facts.map((fact) => factText(fact, grain)).join(' and ')}`;
  return movement.kind === 'by' && movement.than === 'previous' ? `, from ${movement.before} the ${grain} before` : '';
}

function factText(fact: Fact, grain: Grain): string {
  switch (fact.kind) {
    case 'target':
      if (fact.bound === 'at_least')
        return fact.met ? `meeting the target of ${fact.limit}` : `short of the target of ${fact.limit}`;
      return fact.met ? `within the limit of ${fact.limit}` : `over the limit of ${fact.limit}`;
    case 'record':
      return `the ${fact.highest ? 'highest' : 'lowest'} ${fact.since === null ? `in ${fact.count} ${grain}s` : `since ${fact.since}`}`;
    case 'run':
      return `the ${ordinal(fact.length)} ${fact.up ? 'rise' : 'fall'} in a row`;
    case 'year_ago':
      return `${amountText(fact.amount)} ${fact.up ? 'higher' : 'lower'} than a year before`;
  }
}

function splitSentence(label: string, fact: SplitFact): string {
  switch (fact.kind) {
    case 'part':
      return `Of the ${rise(fact.up)} of ${fact.total} in ${label}, ${fact.part} came from ${fact.group}.`;
    case 'against':
      return `In ${label}, ${fact.group} ${rose(fact.up)} by ${fact.part} and all others together ${rose(!fact.up)} by ${fact.others}: a ${rise(fact.up)} of ${fact.total}.`;
    case 'share':
      return `The largest share of ${label} is ${fact.group}: ${fact.share}.`;
    case 'extremes':
      return `By ${label}, ${fact.highest} stands highest at ${fact.most} and ${fact.lowest} lowest at ${fact.least}.`;
    case 'mover':
      return `The biggest change in ${label} was in ${fact.group}: a ${rise(fact.up)} of ${fact.amount} to ${fact.value}.`;
  }
}

function amountText({ unit, text }: Amount): string {
  return unit === 'points' ? `${text} ${text === '1' ? 'point' : 'points'}` : text;
}

function rose(up: boolean): string {
  return up ? 'rose' : 'fell';
}

function rise(up: boolean): string {
  return up ? 'rise' : 'fall';
}

function onYear(than: Comparison): string {
  return than === 'year_ago' ? ' on a year before' : '';
}

function ordinal(count: number): string {
  const suffix = count % 100 >= 11 && count % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return ORDINALS[count] ?? `${count}${suffix}`;
}

/**
 * A label in the middle of a sentence: its first letter small, unless the first word has more capitals or a digit (MAU,
 * iOS, B2B) or a later one begins with a capital (Net Promoter Score). German keeps the capitals of its nouns.
 */
function midSentence(label: string, locale: string): string {
  const [first = '', ...others] = label.split(/\s+/);
  const isName = /[\p{Lu}\p{N}]/u.test(first.slice(1)) || others.some((word) => /^\p{Lu}/u.test(word));
  if (isName || languageOf(locale) === 'de') return label;
  const [letter = ''] = label;
  return letter.toLocaleLowerCase(locale) + label.slice(letter.length);
}
