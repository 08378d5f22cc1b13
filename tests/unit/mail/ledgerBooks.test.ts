import { expect, test } from 'vitest';
import { emptyBooks, keyIn, type LedgerLine, lineIn, note, stateIn } from '../../../src/mail/ledger/ledgerBooks.ts';

function booksOf(...lines: readonly Partial<LedgerLine>[]) {
  const books = emptyBooks(['own']);
  for (const line of lines)
    note(books, { at: '', messageId: '<k@north.example>', edition: 'e', status: 'sent', ...line });
  return books;
}
const state = (...lines: readonly Partial<LedgerLine>[]) => stateIn(booksOf(...lines), 'k');
const sending = { status: 'sending', run: 'a', try: 1 } as const;

test.each(['refused', 'expired', 'removed'] as const)('%s is settled, whatever was under way', (status) => {
  expect(state(sending, { status })).toBe(status);
});

test('What was sent was sent, in whatever order the lines stand', () => {
  expect(state({ status: 'sent' }, { status: 'refused' })).toBe('sent');
  expect(state({ status: 'sent' }, sending)).toBe('sent');
});

test('A send ends by its own run and try alone', () => {
  expect(state(sending)).toBe('ambiguous');
  expect(state(sending, { ...sending, status: 'failed' })).toBe('failed');
  expect(state(sending, { ...sending, status: 'failed', try: 2 })).toBe('ambiguous');
  expect(state(sending, { ...sending, status: 'failed', run: 'b' })).toBe('ambiguous');
});

test('An ambiguous mail that was told is told, until a person reopens it', () => {
  const told = booksOf(sending, { status: 'ambiguous', run: 'b' });
  expect([stateIn(told, 'k'), told.mails.get('k')?.isTold]).toEqual(['ambiguous', true]);
  const failed = booksOf(sending, { ...sending, status: 'failed' });
  expect(failed.mails.get('k')?.isTold).toBe(false);
  const reopened = booksOf(sending, { status: 'claimed', claim: 'b' }, { status: 'reopened' });
  expect([stateIn(reopened, 'k'), reopened.mails.get('k')?.isTold]).toEqual(['failed', false]);
});

test('A claim holds until its run is released or begins the mail', () => {
  const claimed = { status: 'claimed', claim: 'b' } as const;
  expect(state(claimed)).toBe('ambiguous');
  expect(state({ ...claimed, claim: 'own' })).toBe('new');
  expect(state(claimed, { status: 'released', claim: 'b' })).toBe('new');
  expect(state(claimed, { ...sending, run: 'b' }, { ...sending, run: 'b', status: 'failed' })).toBe('failed');
});

test('Contents that were sent are known, and others not', () => {
  expect([...booksOf({ status: 'sent', content: 'c' }, { ...sending, content: 'd' }).contents]).toEqual(['c']);
  expect([...booksOf({ status: 'sent' }).contents]).toEqual([]);
});

test('The key of a mail is what stands before the sender’s domain', () => {
  expect([keyIn('<k@north.example>'), keyIn('odd'), keyIn('x<k@north.example>')]).toEqual([
    ...['k', 'odd', 'x<k@north.example>'],
  ]);
});

test.each([
  ['{"status":"sent","edition":"e","messageId":"<k@x>"}', true],
  ['{"status":"released","edition":"e","claim":"b"}', true],
  ['{"status":"released","edition":"e","messageId":"<k@x>"}', false],
  ['{"status":"sent","edition":"e"}', false],
  ['{"status":"sent","messageId":"<k@x>"}', false],
  ['{"status":"other","edition":"e","messageId":"<k@x>"}', false],
  [' {"status":"sent","edition":"e","messageId":"<k@x>"}', false],
  ['{"status":"se', false],
] as const)('%s is a line: %s', (text, isLine) => {
  expect(lineIn(text) !== undefined).toBe(isLine);
});
