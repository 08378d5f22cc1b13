import { languageOf } from '../lib/localText.ts';

interface NoteWords {
  /** Of values that a logarithmic scale has no place for. */
  readonly notOnLog: (count: number, column: string) => string;
  /** Of negative values in shares of a whole. */
  readonly noShare: (count: number, column: string) => string;
  /** Of values beyond the end of an axis, each with where it belongs. */
  readonly beyond: (values: readonly string[]) => string;
}

const ENGLISH: NoteWords = {
  notOnLog: (count, column) =>
    `Not drawn: ${count} ${count === 1 ? 'value' : 'values'} of ${column} at or below zero, which a logarithmic scale does not have.`,
  noShare: (count, column) =>
    `Not drawn: ${count} negative ${count === 1 ? 'value' : 'values'} of ${column}, which ${count === 1 ? 'is' : 'are'} no share of a whole.`,
  beyond: (values) => `The axis ends before ${values.join('; ')}.`,
};

const WORDS: Readonly<Record<string, NoteWords>> = {
  ko: {
    notOnLog: (count, column) => `${column}: 로그 눈금에 없는 0 이하 값 ${count}개는 그리지 않았습니다.`,
    noShare: (count, column) => `${column}: 전체의 몫이 될 수 없는 음수 값 ${count}개는 그리지 않았습니다.`,
    beyond: (values) => `축을 벗어난 값: ${values.join('; ')}.`,
  },
};

/** What a chart says of itself, in a locale's language, else in English. */
export function noteWords(locale: string): NoteWords {
  return WORDS[languageOf(locale)] ?? ENGLISH;
}
