import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLedger } from '../../../src/mail/ledger/ledger.ts';
import type { LedgerLine } from '../../../src/mail/ledger/ledgerBooks.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  path = join(folder, 'state', 'deliveries.jsonl');
  await mkdir(dirname(path));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const line = (key: string, status: LedgerLine['status'], rest: Partial<LedgerLine> = {}): LedgerLine => {
  return { at: '2026-11-23T06:00:00Z', messageId: `<${key}@north.example>`, edition: 'e', status, ...rest };
};

async function statesIn(keys: readonly string[], ownClaim?: string): Promise<readonly string[]> {
  const ledger = await openLedger(path, ownClaim);
  await ledger.close();
  return keys.map((key) => ledger.stateOf(key));
}

test('What was written is known to the next run; a sending without an end is ambiguous', async () => {
  const first = await openLedger(path);
  await Promise.all((['sending', 'sent'] as const).map((status) => first.write(line('a', status))));
  await first.write(line('b', 'sending'), line('c', 'sending'), line('c', 'failed'));
  for (const status of ['refused', 'expired', 'removed'] as const) await first.write(line(status, status));
  await first.close();
  expect(await statesIn(['a', 'b', 'c', 'd', 'refused', 'expired', 'removed'])).toEqual([
    ...['sent', 'ambiguous', 'failed', 'new'],
    ...['refused', 'expired', 'removed'],
  ]);
});

test('Lines of earlier versions count, whatever the domain of the sender is by now', async () => {
  await writeFile(
    path,
    `${JSON.stringify({ at: '2026-11-23T06:00:00Z', messageId: '<abc@old.example>', edition: 'e', status: 'sent' })}\n`,
  );
  const ledger = await openLedger(path);
  await ledger.write(line('abc', 'failed'));
  expect(ledger.stateOf('abc')).toBe('sent');
  expect(ledger.knows('e')).toBe(true);
  await ledger.close();
});

test('The second try of a run that died is ambiguous, though its first ended, in whatever order lines were put together', async () => {
  const lines = [
    line('a', 'sending', { run: 'r', try: 1 }),
    line('a', 'failed', { run: 'r', try: 1 }),
    line('a', 'sending', { run: 'r', try: 2 }),
    line('b', 'sent', { run: 'q', try: 1 }),
    line('b', 'sending', { run: 'q', try: 1 }),
    line('b', 'failed', { run: 'r', try: 1 }),
  ];
  for (const order of [lines, lines.toReversed()]) {
    await writeFile(path, order.map((one) => `${JSON.stringify(one)}\n`).join(''));
    expect(await statesIn(['a', 'b'])).toEqual(['ambiguous', 'sent']);
  }
});

test('A claim is ambiguous to another machine until its run is over, and to its own folder it is nothing', async () => {
  const claimed = [line('a', 'claimed', { claim: 'r' }), line('b', 'claimed', { claim: 'r' })];
  const begun = [line('b', 'sending', { run: 'r', try: 1 })];
  const write = (...lines: readonly LedgerLine[]) =>
    writeFile(path, lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
  await write(...claimed, ...begun);
  expect(await statesIn(['a', 'b'])).toEqual(['ambiguous', 'ambiguous']);
  expect(await statesIn(['a', 'b'], 'r')).toEqual(['new', 'ambiguous']);
  await write(...claimed, ...begun, { at: '2026-11-23T06:00:00Z', edition: '', status: 'released', claim: 'r' });
  expect(await statesIn(['a', 'b'])).toEqual(['new', 'ambiguous']);
});

test('What somebody reopens may be tried again, unless it was sent', async () => {
  const first = await openLedger(path);
  await first.write(line('a', 'sending'), line('b', 'refused'), line('c', 'sent'));
  await first.write(...['a', 'b', 'c'].map((key) => line(key, 'reopened')));
  await first.close();
  expect(await statesIn(['a', 'b', 'c'])).toEqual(['failed', 'failed', 'sent']);
});

for (const [what, tail] of [
  ['cut off by a crash', JSON.stringify(line('b', 'sending')).slice(0, 40)],
  ['zeros that a lost block left', '\0'.repeat(200)],
  ['cut off, and zeros', `${JSON.stringify(line('b', 'sending')).slice(0, 40)}${'\0'.repeat(100)}`],
] as const)
  test(`An end that is ${what} counts for nothing, now and later`, async () => {
    const first = await openLedger(path);
    await first.write(line('a', 'sent'));
    await first.close();
    await appendFile(path, tail);
    for (const key of ['b', 'c']) {
      const ledger = await openLedger(path);
      expect([ledger.damage, ledger.stateOf('a'), ledger.stateOf(key)]).toEqual([undefined, 'sent', 'new']);
      await ledger.write(line(key, 'sent'));
      await ledger.close();
    }
    expect(await statesIn(['a', 'b', 'c'])).toEqual(['sent', 'sent', 'sent']);
    expect(await readFile(path, 'utf8')).not.toContain('\0');
  });

for (const [what, damage] of [
  ['a line that says nothing', (text: string) => `<<<<<<< HEAD\n${text}`],
  ['a file of zeros', (text: string) => '\0'.repeat(text.length)],
  ['zeros in the middle', (text: string) => `${text.slice(0, 90)}${'\0'.repeat(30)}\n${text}`],
] as const)
  test(`Damage (${what}) is told, what can be read stands, and the file as it was is kept`, async () => {
    const first = await openLedger(path);
    await first.write(line('a', 'sent'), line('b', 'sent'));
    await first.close();
    const damaged = damage(await readFile(path, 'utf8'));
    await writeFile(path, damaged);
    const ledger = await openLedger(path);
    await ledger.close();
    expect(ledger.damage).toMatch(
      /deliveries\.jsonl: this ledger of sent mails is damaged: .* cannot be read\. The others/,
    );
    const kept = (await readdir(dirname(path))).find((name) => name.startsWith('damaged-')) ?? '';
    expect(await readFile(join(dirname(path), kept), 'utf8')).toBe(damaged);
    const again = await openLedger(path);
    expect(again.damage, 'until what is in doubt has been written down').toBeDefined();
    await again.settleDamage();
    await again.close();
    const settled = await openLedger(path);
    await settled.close();
    expect(settled.damage).toBeUndefined();
    if (!damaged.startsWith('\0')) expect(again.stateOf('b')).toBe('sent');
  });

for (const [what, cut, lost] of [
  ['the last line cut in half', (text: string) => text.slice(0, -40), '1 line is missing'],
  ['two lines cut off', (text: string) => `${text.split('\n').slice(0, -3).join('\n')}\n`, '2 lines are missing'],
  ['nothing left', () => '', '5 lines are missing'],
] as const)
  test(`A ledger with ${what} is told, and what failed or is not known may have been sent since`, async () => {
    const first = await openLedger(path);
    await first.write(line('a', 'sending'), line('a', 'failed'), line('b', 'refused'));
    await first.write(line('a', 'sending', { try: 2 }), line('a', 'sent', { try: 2 }));
    await first.close();
    const text = cut(await readFile(path, 'utf8'));
    await writeFile(path, text);
    const ledger = await openLedger(path);
    expect(ledger.damage).toContain(lost);
    const isKnown = text.includes('refused');
    expect(['a', 'b', 'c'].map((key) => ledger.isInDoubt(key))).toEqual([
      what !== 'the last line cut in half',
      !isKnown,
      true,
    ]);
    await ledger.write(line('a', 'ambiguous'), line('c', 'reopened'));
    expect(['a', 'c'].map((key) => ledger.isInDoubt(key))).toEqual([false, false]);
    await ledger.settleDamage();
    await ledger.close();
    const next = await openLedger(path);
    await next.close();
    expect([next.damage, next.stateOf('a'), next.isInDoubt('a')]).toEqual([undefined, 'ambiguous', false]);
  });

test('Two machines whose lines were put together lack none', async () => {
  const first = await openLedger(path);
  await first.write(line('a', 'sent'), line('b', 'sent'));
  await first.close();
  await writeFile(
    path,
    [line('c', 'sent'), line('a', 'sent'), line('b', 'sent')].map((one) => `${JSON.stringify(one)}\n`).join(''),
  );
  await appendFile(join(dirname(path), 'deliveries-extent.jsonl'), '{"lines":            3}\n');
  const ledger = await openLedger(path);
  await ledger.write(line('d', 'sent'));
  await ledger.close();
  expect(ledger.damage).toBeUndefined();
  await writeFile(path, `${JSON.stringify(line('a', 'sent'))}\n`);
  const cut = await openLedger(path);
  await cut.close();
  expect(cut.damage).toContain('3 lines are missing');
});
