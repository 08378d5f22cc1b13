import { join } from 'node:path';
import type { MailRequest } from '../../../src/mail/compose/composeMail.ts';
import { renderText } from '../../../src/pages/renderText.ts';
import type { Brand, Compared, MetricNote, Reading, Snapshot, Team } from '../../../src/types.ts';
import { wordsOf } from '../../support/words.ts';

const place = { file: 'sample.yml' };
const templatesDir = join(import.meta.dirname, '../../../templates/mail');

export const brand: Brand = {
  name: 'north',
  title: 'North & Co',
  locale: 'en-GB',
  words: wordsOf('en-GB'),
  timeZone: 'Europe/London',
  weekStart: 'monday',
  currency: 'GBP',
  paper: 'A4',
  colours: { accent: '#0b6e6e', series: ['#0b6e6e', '#d1793b', '#5b6fb5', '#a8a29a'] },
  mailFrom: 'North reports <reports@north.example>',
  replyTo: 'data@north.example',
  place,
};

export const koreanBrand: Brand = {
  ...brand,
  name: 'seoul',
  title: '서울상회',
  locale: 'ko-KR',
  words: wordsOf('ko-KR'),
  timeZone: 'Asia/Seoul',
  currency: 'KRW',
};

export const team: Team = {
  name: 'readers',
  title: { en: 'Readers', ko: '독자' },
  recipients: { north: ['one@north.example'] },
  place,
};

const week = { grain: 'week', start: '2026-11-16', end: '2026-11-23' } as const;
const before = { grain: 'week', start: '2026-11-09', end: '2026-11-16' } as const;

function compared(value: number, earlier: number, verdict: Compared['verdict']): Compared {
  return { period: before, value: earlier, difference: value - earlier, change: value / earlier - 1, verdict };
}

function note(name: string, label: string, rest: Partial<MetricNote> = {}): MetricNote {
  const texts = { label, description: `${label}, counted.`, formula: 'count(*)', domain: 'reading', team: 'readers' };
  return { name, ...texts, format: 'integer', better: 'up', marts: [], sources: [], ...rest };
}

const readings: readonly Reading[] = [
  {
    metric: 'visits',
    value: 48_213,
    compared: { previous: compared(48_213, 46_270, 'better'), year_ago: compared(48_213, 39_001, 'better') },
    target: { atLeast: 45_000, met: true },
    series: [],
  },
  { metric: 'joined', value: 1_907, compared: { previous: compared(1_907, 2_204, 'worse') }, series: [] },
  {
    metric: 'kept',
    value: 0.842,
    compared: { previous: compared(0.842, 0.831, 'better'), year_ago: compared(0.842, 0.842, 'same') },
    target: { atLeast: 0.85, met: false },
    series: [],
  },
  {
    metric: 'income',
    value: 1_284_530_112.4,
    compared: { previous: compared(1284530112, 1190000000, 'neither') },
    series: [],
  },
  { metric: 'ratio', value: null, compared: {}, series: [] },
];

export const snapshot: Snapshot = {
  version: 1,
  edition: {
    id: 'north/readers/weekly-reading/2026-W47',
    brand: 'north',
    team: 'readers',
    report: 'weekly-reading',
    audience: null,
    period: week,
    periodName: '2026-W47',
    folder: 'north/readers/2026-W47',
  },
  title: 'Weekly reading',
  headline: 'Visits rose 4.2% to 48,213, their best week since March, while fewer people joined',
  insights: {
    figures: [
      'Visits rose by 1,943 (+4.2%), most of it from the iOS app (+1,201).',
      'Joined fell by 297 (−13.5%), the third fall in a row; the referral channel brought 210 fewer people.',
    ],
    channels: ['Search passed referrals as the largest channel, for the first time in 26 weeks.'],
  },
  data: {
    figures: {
      kind: 'metrics',
      metrics: readings.map(({ metric }) => metric),
      by: [],
      grains: ['week'],
      tables: {},
      readings,
    },
    channels: { kind: 'query', grains: ['week'], tables: {} },
  },
  metrics: [
    note('visits', 'Visits'),
    note('joined', 'People who joined'),
    note('kept', 'Came back within a week', { format: 'percent' }),
    note('income', 'Income', { format: 'currency' }),
    note('ratio', 'Joined for each who left', { format: 'decimal' }),
  ],
  asOf: [
    { source: 'app', at: '2026-11-22T23:52:00Z', state: 'fresh' },
    { source: 'tills', at: '2026-11-20T08:00:00Z', state: 'late' },
  ],
  alerts: [],
  verdicts: [
    { check: 'no_future', description: 'No visit lies in the future.', severity: 'warn', failures: 3, sample: null },
    { check: 'unique', description: 'Every visit is there once.', severity: 'error', failures: 0, sample: null },
  ],
};

export const koreanSnapshot: Snapshot = {
  ...snapshot,
  edition: {
    ...snapshot.edition,
    id: 'seoul/readers/weekly-reading/2026-W47',
    brand: 'seoul',
    folder: 'seoul/readers/2026-W47',
  },
  title: '주간 독서 현황',
  headline: '방문자가 4.2% 늘어 48,213명을 기록했고, 신규 가입은 3주 연속 줄었습니다',
  insights: {
    figures: [
      '방문자가 1,943명(+4.2%) 늘었으며, 증가분 대부분은 iOS 앱에서 나왔습니다.',
      '신규 가입이 297명(−13.5%) 줄었습니다.',
    ],
    channels: ['검색이 26주 만에 처음으로 추천을 제치고 가장 큰 유입 경로가 되었습니다.'],
  },
  metrics: [
    note('visits', '방문자'),
    note('joined', '신규 가입'),
    note('kept', '일주일 내 재방문율', { format: 'percent' }),
    note('income', '매출', { format: 'currency' }),
    note('ratio', '탈퇴 1명당 가입', { format: 'decimal' }),
  ],
  verdicts: [],
};

/** A red pixel: a PNG that is one. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
);

export const render = renderText;

export const request: MailRequest = {
  snapshot,
  brand,
  team,
  date: '2026-11-23T06:00:00Z',
  links: { page: 'https://reports.example.org/north/readers/2026-W47/' },
  charts: [
    {
      name: 'visits',
      title: 'Visits by week',
      alt: 'Visits by week, rising from 31,000 in May to 48,213.',
      png: PNG,
      width: 536,
    },
  ],
  pdf: Buffer.from('%PDF-1.4 sample'),
  templatesDir,
  render,
};
