import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localeOf } from '../../../src/charts/locale.ts';
import { dayTicks } from '../../../src/charts/timeAxis.ts';
import { formatDay, formatInstant, formatNumber, formatPeriod } from '../../../src/lib/format.ts';
import { directionOf } from '../../../src/lib/intlLocale.ts';
import { periodOf } from '../../../src/lib/period.ts';
import { localeFault } from '../../../src/schema/faults.ts';
import { wordsOf } from '../../support/words.ts';

const OWN_CALENDARS = ['fa-IR', 'th-TH', 'ar-SA', 'ckb-IQ', 'ps-AF', 'my-MM', 'mr-IN'];
const NOVEMBER = periodOf('2026-11-01', 'month', 'monday');

test.each(OWN_CALENDARS)(
  '%s calls a period as it is measured: Gregorian, in Latin digits, on page and axis alike',
  (locale) => {
    const words = [
      formatPeriod(NOVEMBER, wordsOf(locale)),
      formatPeriod(periodOf('2026-11-16', 'week', 'monday'), wordsOf(locale)),
      formatDay('2026-11-16', locale),
      formatInstant('2026-11-16T10:00:00Z', locale, 'UTC'),
    ];
    for (const text of words) expect(text).toMatch(/2026/);
    const { labels } = dayTicks(['2026-10-01', '2026-11-01'], { width: 600, words: wordsOf(locale) });
    expect(Object.values(labels).flat()).toContain('2026');
    const [month = ''] = labels[Date.parse('2026-11-01')] ?? [];
    expect(localeOf(locale, 'EUR').time.shortMonths[10]).toBe(month.replace(/[\u2068\u2069]/g, ''));
    expect(formatNumber(1234.5, { format: 'decimal', locale, currency: 'EUR' })).toMatch(/1.234.50/);
  },
);

test('November is called November: no other month, whatever the country counts by', () => {
  expect(formatPeriod(NOVEMBER, wordsOf('fa-IR'))).toContain('نوامبر 2026');
  expect(formatPeriod(NOVEMBER, wordsOf('th-TH'))).toBe('พฤศจิกายน 2026');
  expect(formatPeriod(NOVEMBER, wordsOf('ar-SA'))).toContain('نوفمبر 2026');
});

test('What is read from the right is kept together within a sentence', () => {
  const rials = formatNumber(484, { format: 'currency', locale: 'fa-IR', currency: 'IRR' });
  expect([rials.at(0), rials.at(-1)]).toEqual(['\u2068', '\u2069']);
  expect(formatNumber(484, { format: 'integer', locale: 'fa-IR', currency: 'IRR' })).toBe('484');
  expect(formatDay('2026-11-16', 'en-GB')).toBe('16 November 2026');
});

test('Languages know which way they are read', () => {
  expect(['he-IL', 'ar-EG', 'fa-IR', 'ur-PK', 'ckb-IQ'].map(directionOf)).toEqual(Array(5).fill('rtl'));
  expect(['en-GB', 'ko-KR', 'th-TH', 'az-AZ'].map(directionOf)).toEqual(Array(4).fill('ltr'));
  expect(directionOf('az-Arab-IR')).toBe('rtl');
});

test('A locale that asks for a calendar or digits of its own is refused', () => {
  expect(localeFault('fa-IR-u-ca-persian')?.hint).toContain('Gregorian');
  expect(localeFault('th-TH-u-nu-thai')).toBeDefined();
  expect(['fa-IR', 'zh-Hant-TW', 'es-419'].map(localeFault)).toEqual([undefined, undefined, undefined]);
});

test('No formatter of a reader’s locale is made past this', async () => {
  const folder = join(import.meta.dirname, '../../../src');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));
  for (const file of files) {
    const made = (await readFile(join(folder, file), 'utf8')).matchAll(
      /new Intl\.(?:DateTime|Number)Format\(([^,)]*)/g,
    );
    for (const [, locale = ''] of made) expect(locale, file).toMatch(/^(?:intlLocale\(|'en)/);
  }
});
