import { languageOf } from '../lib/localText.ts';
import type { Comparison, Grain } from '../types.ts';

interface Words {
  readonly rank: string;
  readonly share: (label: string) => string;
  readonly before: (comparison: Comparison, grain: Grain) => string;
  readonly beside: (label: string, before: string) => string;
  readonly others: string;
}

const ENGLISH: Words = {
  rank: 'Rank',
  share: (label) => `${label}, share`,
  before: (comparison, grain) => (comparison === 'year_ago' ? 'a year before' : `${grain} before`),
  beside: (label, before) => `${label}, ${before}`,
  others: 'All others',
};

const KOREAN_GRAINS: Readonly<Record<Grain, string>> = {
  ...{ day: '전일', week: '전주', month: '전월', quarter: '전분기', year: '전년', all_time: '' },
};

const WORDS: Readonly<Record<string, Words>> = {
  en: ENGLISH,
  ko: {
    rank: '순위',
    share: (label) => `${label} 비중`,
    before: (comparison, grain) => (comparison === 'year_ago' ? '전년 동기' : KOREAN_GRAINS[grain]),
    beside: (label, before) => `${before} ${label}`,
    others: '기타 전체',
  },
};

function wordsIn(locale: string): Words {
  return WORDS[languageOf(locale)] ?? ENGLISH;
}

/** "Rank", or "Rank, month before" of an earlier one. */
export function rankLabel(comparison: Comparison | undefined, grain: Grain, locale: string): string {
  const { rank, before, beside } = wordsIn(locale);
  return comparison === undefined ? rank : beside(rank, before(comparison, grain));
}

/** "Revenue, share". */
export function shareLabel(label: string, locale: string): string {
  return wordsIn(locale).share(label);
}

/** "Revenue, month before": what a value is compared with. */
export function valueLabel(
  label: string,
  { comparison, grain, locale }: { readonly comparison: Comparison; readonly grain: Grain; readonly locale: string },
): string {
  const { before, beside } = wordsIn(locale);
  return beside(label, before(comparison, grain));
}

/** What the row of all others is called. */
export function othersName(locale: string): string {
  return wordsIn(locale).others;
}
