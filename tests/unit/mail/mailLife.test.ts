import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeEntries } from '../../../src/mail/ledger/dueEntries.ts';
import { oweMails } from '../../../src/mail/ledger/fillOutbox.ts';
import { openLedger } from '../../../src/mail/ledger/ledger.ts';
import { uselessFrom } from '../../../src/mail/ledger/mailLife.ts';
import { readOutbox } from '../../../src/mail/ledger/outbox.ts';
import { AddressBook } from '../../../src/mail/readers.ts';
import type { Report } from '../../../src/types.ts';
import { brand, snapshot, team } from './sampleMail.ts';

const AT = '2026-11-23T06:00:00Z';
const REPORT: Report = {
  ...{ name: snapshot.edition.report, title: 'Reading', team: team.name, brands: [brand.name], address: 'reading' },
  ...{ schedule: { every: 'week', at: '06:00' }, data: [], checks: [], charts: [], mailCharts: [] },
  ...{ body: '', bodyLine: 1, place: { file: 'report.md' } },
  mailHours: 48,
};
const env = () => undefined;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined } as never;

let outDir = '';
beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'life-'));
});
afterEach(() => rm(outDir, { recursive: true, force: true }));

function owe(isBackfill: boolean) {
  const edition = { key: snapshot.edition, dueAt: AT, report: REPORT };
  const editions = [{ edition, content: 'c' }];
  const about = { outDir, project: { teams: [team] }, brand, editions, isFirst: true, isBackfill };
  return oweMails({ ...about, effects: { now: AT, env } });
}

test('A mail is of use as long as its report says, else its brand, else a period and ten days', () => {
  const from = (report: object, own: object, grain: 'day' | 'week' = 'week') =>
    uselessFrom({ at: AT, grain, report, brand: own });
  expect(from({ mailHours: 2 }, { mailHours: 5 })).toBe('2026-11-23T08:00:00.000Z');
  expect(from({}, { mailHours: 5 })).toBe('2026-11-23T11:00:00.000Z');
  expect(from({}, {})).toBe('2026-12-10T06:00:00.000Z');
  expect(from({}, {}, 'day')).toBe('2026-12-04T06:00:00.000Z');
});

test('A new edition is to be mailed to its readers; one of a backfill to nobody', async () => {
  await owe(true);
  expect((await readOutbox(outDir, brand.name)).entries).toEqual([]);
  await owe(false);
  const { entries } = await readOutbox(outDir, brand.name);
  expect(entries.map(({ edition, to }) => [edition.id, to.length])).toEqual([[snapshot.edition.id, 1]]);
});

test.each([
  ['2026-11-25T05:59:59.999Z', 1, 0],
  ['2026-11-25T06:00:00.000Z', 0, 1],
] as const)('48 hours after the edition came out its mail is too late: at %s', async (now, due, closed) => {
  await owe(false);
  const ledger = await openLedger(join(outDir, 'deliveries.jsonl'));
  const found = await closeEntries({
    outbox: await readOutbox(outDir, brand.name),
    published: new Map([[snapshot.edition.id, {} as never]]),
    ledger,
    book: new AddressBook({ outDir, brands: [brand], teams: [team], env }),
    project: { brands: [brand], reports: [REPORT] },
    selection: { brands: [], teams: [], reports: [] } as never,
    effects: { now, log },
  });
  await ledger.close();
  expect(found.due.map(({ recipients }) => recipients)).toEqual(due === 0 ? [] : [['one@north.example']]);
  expect(found.records.map(({ status }) => status)).toEqual(closed === 0 ? [] : ['expired']);
});
