import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LedgerEntry, openLedger } from '../../../src/delivery/ledger.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  path = join(folder, 'state', 'deliveries.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const entry = (messageId: string, status: LedgerEntry['status']): LedgerEntry => {
  return { at: '2026-11-23T06:00:00Z', messageId, edition: 'e', status };
};

test('What was written is known to the next run; a sending without an end is ambiguous', async () => {
  const first = await openLedger(path);
  await Promise.all((['sending', 'sent'] as const).map((status) => first.write(entry('a', status))));
  await first.write(entry('b', 'sending'));
  await first.write(entry('c', 'sending'));
  await first.write(entry('c', 'failed'));
  await first.close();
  const second = await openLedger(path);
  expect(['a', 'b', 'c', 'd'].map((id) => second.stateOf(id))).toEqual(['sent', 'ambiguous', 'failed', 'new']);
  await second.close();
});

test('A last line that a crash cut off counts for nothing, now and later', async () => {
  const first = await openLedger(path);
  await first.write(entry('a', 'sent'));
  await first.close();
  await appendFile(path, JSON.stringify(entry('b', 'sending')).slice(0, 40));
  for (const id of ['b', 'c']) {
    const ledger = await openLedger(path);
    expect([ledger.stateOf('a'), ledger.stateOf(id)]).toEqual(['sent', 'new']);
    await ledger.write(entry(id, 'sent'));
    await ledger.close();
  }
  const last = await openLedger(path);
  expect(['a', 'b', 'c'].map((id) => last.stateOf(id))).toEqual(['sent', 'sent', 'sent']);
  await last.close();
});

test('A line that says nothing readable stops everything, since it may be a sent mail', async () => {
  const first = await openLedger(path);
  await first.write(entry('a', 'sent'));
  await first.close();
  await writeFile(path, `<<<<<<< HEAD\n${await readFile(path, 'utf8')}`);
  await expect(openLedger(path)).rejects.toThrow(/deliveries\.jsonl:1 {2}This line of the ledger/);
});
