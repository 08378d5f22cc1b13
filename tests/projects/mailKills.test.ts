/**
 * Killed at any moment of a catch-up, each reader gets each edition exactly once, or somebody is told that nobody knows.
 * More kills than in each run of the tests: BROADSHEET_KILLS=60 vitest run tests/projects/mailKills.test.ts
 */
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles } from '../../src/lib/files.ts';
import { mailKey } from '../../src/lib/mailKeys.ts';
import { broadsheet, copyOfProject, readManifest, scratchFolder } from '../support/broadsheet.ts';
import { openPostOffice, type PostOffice } from '../support/postOffice.ts';

const FIRST = '2026-11-02T12:00:00Z';
const LATER = '2026-11-23T12:00:00Z';
const KILLS = Number(process.env['BROADSHEET_KILLS'] ?? 4);
const READERS = { crumb: ['shop@crumb.example', 'owner@crumb.example'], bada: ['shop@bada.example'] };
const WEEKS = ['2026-W44', '2026-W45', '2026-W46', '2026-W47'];

/** The keys of all mails of four weeks: each is to arrive once. */
const EXPECTED = Object.entries(READERS).flatMap(([brand, readers]) =>
  readers.flatMap((recipient) =>
    WEEKS.map((week) => mailKey({ edition: { id: `${brand}/shop/trade/${week}`, brand }, recipient })),
  ),
);

async function place() {
  const project = await copyOfProject('tiny');
  const source = join(project, 'queries', 'sources', 'till.yml');
  await writeFile(source, (await readFile(source, 'utf8')).replace(/ +freshness:.*\n/, ''));
  const office = await openPostOffice({ slowMs: 40 });
  const out = await scratchFolder();
  const call = (verb: string, now: string, flags: readonly string[] = [], killAfterMs?: number) =>
    broadsheet([verb, '--project', project, '--out', out, '--now', now, ...flags], {
      env: { BROADSHEET_SMTP_URL: office.url },
      ...(killAfterMs === undefined ? {} : { killAfterMs }),
    });
  expect(await call('run', FIRST)).toMatchObject({ status: 0 });
  return { out, office, call };
}

/** What is known of all expected mails: how often each arrived, and which are flagged. */
async function outcome(out: string, { mails }: PostOffice) {
  const arrived = mails.map(({ messageId }) => /^<([^@]+)@/.exec(messageId)?.[1] ?? '');
  const { deliveries } = await readManifest(out);
  const flagged = deliveries.filter(({ status }) => status === 'ambiguous').map(({ messageId }) => messageId);
  const times = (key: string): number => arrived.filter((one) => one === key).length;
  return {
    doubled: EXPECTED.filter((key) => times(key) > 1),
    lost: EXPECTED.filter((key) => times(key) === 0 && !flagged.some((id) => id.includes(key))),
    others: arrived.filter((key) => !EXPECTED.includes(key)),
    flagged: flagged.length,
  };
}

/** Only what a new machine gets. */
async function freshMachine(out: string): Promise<void> {
  const kept = await scratchFolder();
  const paths = await listFiles(join(out, 'state'));
  if (paths.length > 0) await cp(join(out, 'state'), join(kept, 'state'), { recursive: true });
  await rm(out, { recursive: true, force: true });
  await cp(kept, out, { recursive: true });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

test('`run` killed again and again while it catches up', { timeout: 90_000 + KILLS * 40_000 }, async () => {
  const { out, office, call } = await place();
  const wholeMs = await timed(async () => {
    const copy = await scratchFolder();
    await cp(out, copy, { recursive: true });
    await call('run', LATER, ['--no-deliver', '--out', copy]);
  });
  for (let kill = 0; kill < KILLS; kill += 1)
    await call('run', LATER, [], 400 + Math.round(wholeMs * 1.3 * ((kill * 0.618 + 0.55) % 1)));
  const last = await call('run', LATER);
  const found = await outcome(out, office);
  expect(found).toMatchObject({ doubled: [], lost: [], others: [] });
  expect(last.status).toBe(found.flagged === 0 ? 0 : 1);
  const mails = office.mails.length;
  expect(await call('run', LATER)).toMatchObject({ status: 0 });
  expect(office.mails.length).toBe(mails);
});

test('`run --no-deliver` and `deliver` killed in turn, each on a machine that has only the state', {
  timeout: 90_000 + KILLS * 80_000,
}, async () => {
  const { out, office, call } = await place();
  const runMs = await timed(async () => {
    const copy = await scratchFolder();
    await cp(join(out, 'state'), join(copy, 'state'), { recursive: true });
    await call('run', LATER, ['--no-deliver', '--out', copy]);
  });
  const deliverMs = 2_500;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await freshMachine(out);
    const isDelivery = kill % 2 === 1;
    const share = (kill * 0.618 + 0.35) % 1;
    await call('run', LATER, ['--no-deliver'], isDelivery ? undefined : 400 + Math.round(runMs * share));
    if (isDelivery) await call('deliver', LATER, [], 900 + Math.round(deliverMs * share));
  }
  await freshMachine(out);
  await call('run', LATER, ['--no-deliver']);
  await call('deliver', LATER);
  expect(await outcome(out, office)).toMatchObject({ doubled: [], lost: [], others: [] });
});
