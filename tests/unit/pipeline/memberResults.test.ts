import { expect, test } from 'vitest';
import { tell } from '../../../src/lib/tell.ts';
import { type MemberResult, mergedFacts } from '../../../src/pipeline/spanning/memberResults.ts';
import type { SourceAsOf } from '../../../src/types.ts';
import { brand, koreanBrand } from '../mail/sampleMail.ts';

const columns = [{ name: 'email', label: 'Email', type: 'text' as const }];

function resultOf(own: typeof brand, more: Partial<MemberResult> = {}): MemberResult {
  const member = { brand: own, catalogue: undefined as never, key: '', made: { reasons: [] } };
  return { member, asOf: [], verdicts: [], blocks: {}, reasons: [], ...more };
}

test('Of a brand’s data test the group sees its name and how many rows fail it, and none of these rows', () => {
  const sample = { columns, rows: [['someone@example.org']] };
  const verdict = { check: 'mailable', description: 'Has a mailbox.', severity: 'warn', failures: 1, sample } as const;
  const facts = mergedFacts([resultOf(brand, { verdicts: [verdict] })]);
  expect(facts.verdicts).toEqual([
    { check: 'mailable', description: 'North & Co: Has a mailbox.', severity: 'warn', failures: 1, sample: null },
  ]);
  expect(JSON.stringify(facts)).not.toContain('someone@example.org');
});

test('Each brand is one source, as of its worst; one that is left out is none, and is named', () => {
  const asOf: readonly SourceAsOf[] = [
    { source: 'tills', at: '2026-11-20T00:00:00Z', state: 'fresh' },
    { source: 'crm', at: '2026-11-22T00:00:00Z', state: 'late' },
    { source: 'ads', at: '2026-11-21T00:00:00Z', state: 'late' },
  ];
  const facts = mergedFacts([resultOf(brand, { asOf }), resultOf(koreanBrand, { asOf, blocks: null })]);
  expect(facts.asOf).toEqual([{ source: 'North & Co', at: '2026-11-21T00:00:00Z', state: 'late' }]);
  expect(facts.cautions.map((one) => tell(brand.words, one))).toEqual([
    '서울상회 is left out: its data are not there, or did not pass their checks.',
  ]);
});
