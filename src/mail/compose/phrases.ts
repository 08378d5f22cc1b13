import { languageOf } from '../../lib/localText.ts';
import type { Comparison, Grain, PartOfDays } from '../../types.ts';

/** The mail's own words; everything else in it comes from the snapshot. */
export interface Phrases {
  readonly comparedWith: Readonly<Record<Comparison, Readonly<Record<Grain, string>>>>;
  readonly better: string;
  readonly worse: string;
  /** How much of a period there is. */
  readonly daysOf: (part: PartOfDays) => string;
  readonly target: (value: string) => string;
  readonly targetMet: string;
  readonly targetMissed: string;
  readonly atLeast: (value: string) => string;
  readonly atMost: (value: string) => string;
  readonly keyFigures: string;
  readonly whatChanged: string;
  readonly toKnow: string;
  readonly openReport: string;
  readonly pdfAttached: string;
  readonly pdfTooLarge: string;
  readonly dataAsOf: string;
  readonly late: string;
  readonly checkFailed: (description: string) => string;
  readonly why: (team: string, brand: string) => string;
  readonly whyAudience: (audience: string, brand: string) => string;
  readonly contact: (address: string) => string;
}

const EN: Phrases = {
  comparedWith: {
    previous: {
      day: 'vs day before',
      week: 'vs week before',
      month: 'vs month before',
      quarter: 'vs quarter before',
      year: 'vs year before',
      all_time: '',
    },
    year_ago: always('vs a year ago'),
  },
  better: 'better',
  worse: 'worse',
  daysOf: ({ days, of, isBefore }) =>
    days === 0 && !isBefore ? 'No data' : `Data for ${days} of ${of} days${isBefore ? ' of the period before' : ''}`,
  target: (value) => `Target ${value}`,
  targetMet: 'met',
  targetMissed: 'not met',
  atLeast: (value) => `≥ ${value}`,
  atMost: (value) => `≤ ${value}`,
  keyFigures: 'Key figures',
  whatChanged: 'What changed',
  toKnow: 'Please note',
  openReport: 'Read the full report',
  pdfAttached: 'The whole report is attached as a PDF.',
  pdfTooLarge: 'The PDF is too large for a mail; the full report has it.',
  dataAsOf: 'Data as of',
  late: 'late',
  checkFailed: (description) => `A check of the data did not hold: ${description}`,
  why: (team, brand) => `You get this mail because you are on the list of the ${team} team at ${brand}.`,
  whyAudience: (audience, brand) => `You get this mail because you are named as a reader of ${audience} at ${brand}.`,
  contact: (address) => `Questions, or no longer want it? Write to ${address}.`,
};

const KO: Phrases = {
  comparedWith: {
    previous: {
      day: '전일 대비',
      week: '전주 대비',
      month: '전월 대비',
      quarter: '전분기 대비',
      year: '전년 대비',
      all_time: '',
    },
    year_ago: always('전년 동기 대비'),
  },
  better: '개선',
  worse: '악화',
  daysOf: ({ days, of, isBefore }) =>
    days === 0 && !isBefore ? '데이터 없음' : `데이터: ${isBefore ? '이전 기간 ' : ''}${of}일 중 ${days}일`,
  target: (value) => `목표 ${value}`,
  targetMet: '달성',
  targetMissed: '미달',
  atLeast: (value) => `${value} 이상`,
  atMost: (value) => `${value} 이하`,
  keyFigures: '주요 지표',
  whatChanged: '달라진 점',
  toKnow: '참고 사항',
  openReport: '전체 보고서 보기',
  pdfAttached: '전체 보고서를 PDF로 첨부했습니다.',
  pdfTooLarge: 'PDF가 메일에 첨부하기에는 너무 커서 보고서 페이지에서 받을 수 있습니다.',
  dataAsOf: '데이터 기준 시각',
  late: '지연',
  checkFailed: (description) => `데이터 점검 항목이 충족되지 않았습니다: ${description}`,
  why: (team, brand) => `${brand} ${team} 팀의 수신자 목록에 등록되어 있어 이 메일을 받으셨습니다.`,
  whyAudience: (audience, brand) => `${brand} ${audience} 수신자로 등록되어 있어 이 메일을 받으셨습니다.`,
  contact: (address) => `문의하시거나 수신을 원하지 않으시면 ${address}로 알려 주세요.`,
};

/** The phrases in a locale's language; English where there are none. */
export function phrasesIn(locale: string): Phrases {
  return languageOf(locale) === 'ko' ? KO : EN;
}

function always(phrase: string): Readonly<Record<Grain, string>> {
  return { day: phrase, week: phrase, month: phrase, quarter: phrase, year: phrase, all_time: '' };
}
