/** What is owed follows from what is stored: outages, catch-ups, readers who come and go, mails that are too late. */
import { appendFile, cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles } from '../../src/lib/files.ts';
import { broadsheet, copyOfProject, readManifest, scratchFolder } from '../support/broadsheet.ts';
import { openPostOffice } from '../support/postOffice.ts';
import { writeStalls } from '../support/stallData.ts';

const W46 = '2026-11-16T12:00:00Z';
const W47 = '2026-11-23T12:00:00Z';
const NOWHERE = 'smtp://127.0.0.1:9';

async function place() {
  const project = await copyOfProject('tiny');
  const source = join(project, 'queries', 'sources', 'till.yml');
  await writeFile(source, (await readFile(source, 'utf8')).replace(/ +freshness:.*\n/, ''));
  const out = await scratchFolder();
  const office = await openPostOffice();
  const call = (verb: string, now: string, url: string, ...flags: readonly string[]) =>
    broadsheet([verb, '--project', project, '--out', out, '--now', now, '--brand', 'crumb', ...flags], {
      env: { BROADSHEET_SMTP_URL: url },
    });
  const readers = (list: string) =>
    writeFile(join(project, 'templates', 'teams', 'shop.yml'), `title: Shops\nrecipients: {crumb: [${list}]}\n`);
  const inbox = () =>
    office.mails.map(({ to, text }) => `${to} ${/reports[^ ]*(2026-W\d\d)/.exec(unfolded(text))?.[1]}`);
  return { project, out, office, call, readers, inbox };
}

/** Quoted-printable bodies break lines with "=". */
function unfolded(text: string): string {
  return text.replace(/=\r\n/g, '');
}

test('An outage costs nobody a mail; who is added later does not get the past, who is gone gets none', {
  timeout: 300_000,
}, async () => {
  const { office, call, readers, inbox, out } = await place();
  await readers('ann@crumb.example, gone@crumb.example');
  const down = await call('run', W46, NOWHERE);
  expect(down.status).toBe(1);
  expect(down.stderr).toContain('What is left to send waits for the next run.');
  await readers('ann@crumb.example, new@crumb.example');
  const up = await call('run', W47, office.url);
  expect(up, up.stderr).toMatchObject({ status: 0 });
  expect(inbox().sort()).toEqual([
    'ann@crumb.example 2026-W46',
    'ann@crumb.example 2026-W47',
    'new@crumb.example 2026-W47',
  ]);
  expect(up.stderr).toContain('A reader is no longer on the list');
  // No address is in what is kept.
  for (const path of await listFiles(join(out, 'state')))
    expect(await readFile(join(out, 'state', path), 'utf8')).not.toMatch(/(ann|new|gone)@crumb/);

  expect(await call('deliver', W47, office.url)).toMatchObject({ status: 0 });
  expect(office.mails).toHaveLength(3);
  expect(await call('deliver', W47, office.url, '--resend', 'crumb/shop/trade/2026-W46')).toMatchObject({ status: 0 });
  expect(inbox().slice(3).sort()).toEqual(['ann@crumb.example 2026-W46', 'new@crumb.example 2026-W46']);
  const unknown = await call('deliver', W47, office.url, '--resend', 'crumb/shop/trade/2026-W40');
  expect(unknown).toMatchObject({ status: 1, stderr: expect.stringContaining('There is no published edition') });
});

test('A mail that is too late to be of use is settled and told once; a renamed report owes what it owed', {
  timeout: 300_000,
}, async () => {
  const { project, office, call, readers, inbox, out } = await place();
  await readers('ann@crumb.example');
  await call('run', W46, NOWHERE);
  await call('run', W47, NOWHERE);
  const report = join(project, 'templates', 'reports', 'trade');
  const text = await readFile(join(report, 'report.md'), 'utf8');
  await writeFile(join(report, 'report.md'), text.replace('mail: {', 'mail: {not_after: 3d, '));
  const late = await call('deliver', '2026-11-25T12:00:00Z', office.url);
  expect(late.status).toBe(1);
  expect((await readManifest(out)).deliveries.map(({ edition, status }) => `${edition} ${status}`)).toEqual([
    'crumb/shop/trade/2026-W46 expired',
    'crumb/shop/trade/2026-W47 sent',
  ]);
  expect(await call('deliver', '2026-11-25T13:00:00Z', office.url)).toMatchObject({ status: 0 });
  const again = await call('deliver', '2026-11-25T13:30:00Z', office.url, '--retry', 'crumb/shop/trade/2026-W46');
  expect(again, again.stderr).toMatchObject({ status: 0 });
  expect(inbox()).toEqual(['ann@crumb.example 2026-W47', 'ann@crumb.example 2026-W46']);

  await rename(report, join(project, 'templates', 'reports', 'commerce'));
  const renamed = await call('run', '2026-11-25T14:00:00Z', office.url);
  expect(renamed, renamed.stderr).toMatchObject({ status: 0 });
  expect(office.mails).toHaveLength(2);
});

test('A ledger or an outbox that is damaged doubles nothing and stops nobody', { timeout: 300_000 }, async () => {
  const { office, call, readers, inbox, out } = await place();
  await readers('ann@crumb.example');
  expect(await call('run', W46, office.url)).toMatchObject({ status: 0 });
  const ledger = join(out, 'state', 'deliveries.jsonl');
  await writeFile(ledger, Buffer.alloc((await readFile(ledger)).length));
  await appendFile(join(out, 'state', 'outbox', 'crumb.jsonl'), '\0\0\0\0');
  const damaged = await call('run', W47, office.url);
  expect(damaged.status).toBe(1);
  expect(damaged.stderr).toContain('cannot be read');
  expect(damaged.stderr).not.toContain('This is a bug');
  expect(inbox().filter((mail) => mail.endsWith('W46'))).toHaveLength(1);
  expect(inbox().filter((mail) => mail.endsWith('W47'))).toHaveLength(1);
  const after = await call('deliver', W47, office.url);
  expect(after, after.stderr).toMatchObject({ status: 0 });
  expect(office.mails).toHaveLength(2);
  await rm(ledger);
  const gone = await call('deliver', W47, office.url);
  expect(gone, gone.stderr).toMatchObject({ status: 1, stderr: expect.stringContaining('lines are missing') });
  expect(await call('deliver', W47, office.url)).toMatchObject({ status: 0 });
  expect(office.mails).toHaveLength(2);
});

test('A ledger that was cut while mails are owed doubles none: they are told, and wait for a person', {
  timeout: 300_000,
}, async () => {
  const { office, call, readers, inbox, out } = await place();
  await readers('ann@crumb.example, bob@crumb.example');
  expect(await call('run', W46, NOWHERE)).toMatchObject({ status: 1 });
  const [ledger, outbox] = ['deliveries.jsonl', 'outbox/crumb.jsonl'].map((name) => join(out, 'state', name));
  const owed = await readFile(outbox ?? '', 'utf8');
  expect(await call('deliver', W46, office.url)).toMatchObject({ status: 0 });
  const whole = await readFile(ledger ?? '', 'utf8');
  const lines = whole.split('\n').slice(0, -1);
  for (const cut of ['', `${lines[0]}\n`, `${lines.slice(0, 2).join('\n')}\n${lines[2]?.slice(0, 40)}`]) {
    // As a run leaves it that was killed before it could say who has got it.
    await writeFile(outbox ?? '', owed);
    await writeFile(ledger ?? '', cut);
    await writeFile(join(out, 'state', 'deliveries-extent.jsonl'), `{"lines": ${lines.length}}\n`);
    const told = await call('deliver', W46, office.url);
    expect(told.status).toBe(1);
    expect(told.stderr).toMatch(/this ledger of sent mails is damaged: \d+ lines? (is|are) missing/);
    expect((await readManifest(out)).deliveries.map(({ status }) => status)).toContain('ambiguous');
    expect(await call('deliver', W46, office.url)).toMatchObject({ status: 0 });
    expect(inbox().sort()).toEqual(['ann@crumb.example 2026-W46', 'bob@crumb.example 2026-W46']);
  }
  expect(await call('deliver', W46, office.url, '--retry', 'crumb/shop/trade/2026-W46')).toMatchObject({ status: 0 });
  expect(inbox()).toHaveLength(4);
});

test('The readers of an audience are found again on a machine that has only the state', {
  timeout: 300_000,
}, async () => {
  const project = await copyOfProject('stalls');
  await writeStalls(project);
  const office = await openPostOffice();
  const [first, fresh] = [await scratchFolder(), await scratchFolder()];
  const call = (verb: string, out: string, url: string, ...flags: readonly string[]) =>
    broadsheet([verb, '--project', project, '--out', out, '--now', W47, ...flags], {
      env: { BROADSHEET_SMTP_URL: url },
    });
  await call('run', first, NOWHERE);
  const owed = (await readManifest(first)).deliveries.filter(({ status }) => status === 'failed');
  expect(owed.length).toBeGreaterThan(1);
  await cp(join(first, 'state'), join(fresh, 'state'), { recursive: true });
  await call('run', fresh, office.url, '--no-deliver');
  await call('deliver', fresh, office.url);
  expect(office.mails.map(({ to }) => to).sort()).toEqual(owed.map(({ recipient }) => recipient).sort());
});
