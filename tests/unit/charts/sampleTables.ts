import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Brand, Cell, Chart, Column, Table } from '../../../src/types.ts';
import { wordsOf } from '../../support/words.ts';

/** A repeatable "random" share for the n-th value of a series. */
function share(index: number, salt = 1): number {
  const wave = Math.sin(index * 12.9898 + salt * 78.233) * 43758.5453;
  return wave - Math.floor(wave);
}

function days(first: string, count: number, step: number): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(first) + index * step * 86_400_000).toISOString().slice(0, 10),
  );
}

function months(first: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => new Date(Date.UTC(first, index, 1)).toISOString().slice(0, 10));
}

export const BRAND: Brand = {
  name: 'harbour',
  title: 'Harbour',
  locale: 'en-GB',
  words: wordsOf('en-GB'),
  timeZone: 'Europe/London',
  weekStart: 'monday',
  currency: 'EUR',
  paper: 'A4',
  colours: { accent: '#0b6e6e', series: ['#0b6e6e', '#d1793b', '#5b6fb5', '#a8a29a'] },
  mailFrom: 'Reports <reports@harbour.example>',
  place: { file: 'templates/brands/harbour/brand.yml' },
};

export const KOREAN_BRAND: Brand = {
  ...BRAND,
  name: 'hangang',
  locale: 'ko-KR',
  words: wordsOf('ko-KR'),
  currency: 'KRW',
};

type Texts = readonly [english: string, korean: string];

type ColumnRow = readonly [name: string, type: Column['type'], label: Texts, fieldFormat?: Partial<Column>];

function table(korean: boolean, columns: readonly ColumnRow[], rows: readonly (readonly Cell[])[]): Table {
  return {
    columns: columns.map(([name, type, label, fieldFormat]) => ({
      name,
      type,
      label: label[korean ? 1 : 0],
      ...fieldFormat,
    })),
    rows,
  };
}

const PERIOD: ColumnRow = ['period', 'day', ['Week', '주']];
const INTEGER = { format: 'integer' } as const;

/** Tables that the example specifications of this folder are drawn over, in English or Korean. */
export function sampleTable(name: string, korean = false): Table {
  const make = TABLES[name];
  if (make === undefined) throw new Error(`There is no sample table for ${name}.`);
  return make(korean);
}

const TABLES: Readonly<Record<string, (korean: boolean) => Table>> = {
  'growth-accounting': (korean) =>
    table(
      korean,
      [
        PERIOD,
        ['new_users', 'number', ['New users', '신규 사용자'], INTEGER],
        ['resurrected_users', 'number', ['Resurrected users', '복귀 사용자'], INTEGER],
        ['retained_users', 'number', ['Retained users', '유지 사용자'], INTEGER],
        ['churned_users', 'number', ['Churned users', '이탈 사용자'], INTEGER],
      ],
      days('2026-06-01', 26, 7).map((day, index) => [
        day,
        Math.round(300 + 240 * share(index)),
        Math.round(120 + 80 * share(index, 2)),
        Math.round(1500 + index * 30 + 200 * share(index, 3)),
        Math.round(280 + 160 * share(index, 4)),
      ]),
    ),
  'retention-rate': (korean) =>
    table(
      korean,
      [PERIOD, ['retention_rate', 'number', ['Retention rate', '유지율'], { format: 'percent', decimals: 1 }]],
      days('2026-06-01', 26, 7).map((day, index) => [day, index === 9 ? null : 0.79 + 0.1 * share(index)]),
    ),
  platforms: (korean) =>
    table(
      korean,
      [
        PERIOD,
        ['platform', 'text', ['Platform', '플랫폼']],
        ['active_users', 'number', ['Active users', '활성 사용자'], INTEGER],
      ],
      days('2026-08-31', 12, 7).flatMap((day, index) =>
        ['Android', 'iOS', 'Web'].map((platform, nth) => [
          day,
          platform,
          Math.round(4000 / (nth + 1) + 900 * share(index, nth)),
        ]),
      ),
    ),
  channels: (korean) =>
    table(
      korean,
      [
        ['channel', 'text', ['Channel', '채널']],
        ['leads', 'number', ['Leads', '리드'], INTEGER],
      ],
      [
        ['Organic search', 18_412],
        ['Partner referrals and affiliates', 9_120],
        ['Paid social', 7_344],
        ['E-mail', 3_002],
        ['Events', 841],
        ['Unknown', null],
      ],
    ),
  'weekday-hours': (korean) =>
    table(
      korean,
      [
        ['weekday', 'text', ['Weekday', '요일']],
        ['hour', 'number', ['Hour', '시']],
        ['events', 'number', ['Events', '활동'], INTEGER],
      ],
      (korean ? ['월', '화', '수', '목', '금', '토', '일'] : ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']).flatMap(
        (weekday, day) =>
          Array.from({ length: 24 }, (_, hour) => [
            weekday,
            hour,
            Math.round(
              400 * Math.max(0, Math.sin(((hour - 6) / 17) * Math.PI)) * (day > 4 ? 0.5 : 1) + 60 * share(hour, day),
            ),
          ]),
      ),
    ),
  'members-map': (korean) =>
    table(
      korean,
      [
        ['city', 'text', ['City', '도시']],
        ['latitude', 'number', ['Latitude', '위도']],
        ['longitude', 'number', ['Longitude', '경도']],
        ['members', 'number', ['Members', '회원'], INTEGER],
      ],
      cities(),
    ),
  balance: (korean) =>
    table(
      korean,
      [
        ['period', 'day', ['Day', '일']],
        ['balance', 'number', ['Points outstanding', '포인트 잔액'], INTEGER],
      ],
      days('2026-09-01', 83, 1).map((day, index) => [
        day,
        Math.round(1_400_000 + index * 9000 + 120_000 * share(index)),
      ]),
    ),
  'spend-and-visits': (korean) =>
    table(
      korean,
      [
        ['store', 'text', ['Store', '매장']],
        ['region', 'text', ['Region', '지역']],
        ['visits', 'number', ['Visits', '방문'], INTEGER],
        ['revenue', 'number', ['Revenue', '매출'], { format: 'currency' }],
      ],
      Array.from({ length: 60 }, (_, index) => {
        const visits = Math.round(800 + 8000 * share(index));
        const region = ['North', 'South', 'East', 'West'][index % 4] ?? '';
        return [`Store ${index + 1}`, region, visits, Math.round(visits * (9 + 8 * share(index, 5)))];
      }),
    ),
  'revenue-by-product': (korean) =>
    table(
      korean,
      [
        ['period', 'day', ['Month', '월']],
        ['product', 'text', ['Product', '제품']],
        ['revenue', 'number', ['Revenue', '매출'], { format: 'currency' }],
      ],
      months(2025, 23).flatMap((day, index) =>
        ['Plus', 'Basic', 'Gift cards', 'Other'].map((product, nth) => [
          day,
          product,
          Math.round((2_400_000 / (nth + 1)) * (0.7 + index / 40 + 0.2 * share(index, nth))),
        ]),
      ),
    ),
  'service-levels': (korean) =>
    table(
      korean,
      [
        ['queue', 'text', ['Queue', '대기열']],
        ['answered_in_time', 'number', ['Answered in time', '제시간 응답'], { format: 'percent', decimals: 0 }],
        ['target', 'number', ['Target', '목표'], { format: 'percent', decimals: 0 }],
      ],
      [
        ['Phone', 0.91, 0.85],
        ['Chat', 0.78, 0.8],
        ['E-mail', 0.64, 0.75],
        ['Social media', 0.88, 0.7],
      ],
    ),
};

function cities(): readonly (readonly Cell[])[] {
  const named: readonly (readonly Cell[])[] = [
    ['New York', 40.71, -74.01, 4120],
    ['Los Angeles', 34.05, -118.24, 3310],
    ['Chicago', 41.88, -87.63, 2208],
    ['Houston', 29.76, -95.37, 1904],
    ['San Diego', 32.72, -117.16, 1815],
    ['Anchorage', 61.22, -149.9, 220],
    ['Honolulu', 21.31, -157.86, 310],
    ['Hagåtña', 13.48, 144.75, 60],
    ['Nowhere', null, null, 12],
  ];
  const others = Array.from({ length: 141 }, (_, index): readonly Cell[] => [
    `Town ${index + 1}`,
    31 + 15 * share(index, 7),
    -120 + 42 * share(index, 8),
    Math.round(20 + 700 * share(index, 9) ** 4),
  ]);
  return [...named, ...others];
}

/** One of the example specifications. */
export function sampleChart(name: string): Chart {
  const file = join(import.meta.dirname, 'specs', `${name}.vl.json`);
  return { name, spec: JSON.parse(readFileSync(file, 'utf8')) as Chart['spec'], place: { file } };
}

export const SAMPLE_NAMES = Object.keys(TABLES);
