import { expect, test } from 'vitest';
import { recipientsOf } from '../../../src/lib/recipients.ts';
import { fileNameOf, oneLine } from '../../../src/lib/safeText.ts';
import { brand, team } from '../mail/sampleMail.ts';

const env = (name: string): string | undefined =>
  ({ NORTH_READERS: 'zoe@north.example, Amy@north.example,, two@north.example', BROKEN: 'ok@x.example,secret name' })[
    name
  ];

const of = (...entries: string[]): readonly string[] =>
  recipientsOf({ team: { ...team, recipients: { north: entries } }, brand, env });

test('Addresses and those of an environment variable, each once and sorted', () => {
  expect(of('two@north.example', '$NORTH_READERS', 'amy@north.example')).toEqual([
    'amy@north.example',
    'two@north.example',
    'zoe@north.example',
  ]);
});

test('A variable that is not set adds nobody, and another brand’s list is not this one’s', () => {
  expect(of('$NOT_SET')).toEqual([]);
  expect(recipientsOf({ team, brand: { name: 'south' }, env })).toEqual([]);
});

test('What is no address is named, but not what a variable holds', () => {
  const wrong = (): unknown => of('nobody', 'a@b.example\r\nBcc: x@y.example', '$BROKEN');
  expect(wrong).toThrow(/sample\.yml {2}"nobody" is not a mail address\./);
  expect(wrong).toThrow(/Entry 2 of \$BROKEN is not a mail address\./);
  expect(wrong).not.toThrow(/secret/);
});

test('What is no address is told where it stands: in the brand’s file, or in the team’s own', () => {
  const recipientPlaces = { north: { $BROKEN: { file: 'brand.yml', line: 7 } } };
  const both = { ...team, recipients: { north: ['nobody', '$BROKEN'] }, recipientPlaces };
  const wrong = (): unknown => recipientsOf({ team: both, brand, env });
  expect(wrong).toThrow(/sample\.yml {2}"nobody"/);
  expect(wrong).toThrow(/brand\.yml:7 {2}Entry 2 of \$BROKEN/);
});

test('A line is cut at a space, and never within what people see as one letter', () => {
  expect(oneLine('one two three', 9)).toBe('one two…');
  expect(oneLine('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 2)).toBe('👩‍👩‍👧‍👦…');
  expect(oneLine('a\r\n\u2028b\u202ec\ud800', 9)).toBe('a b c\ufffd');
  // A closed isolate turns nothing outside itself; what is open, or holds another mark, is taken out.
  expect(oneLine('to \u2068484 ريال\u2069, and', 40)).toBe('to \u2068484 ريال\u2069, and');
  expect(oneLine('a \u2068b \u202ec\u2069 d', 40)).toBe('a b c d');
});

test('A file name keeps letters of any script and nothing that a path or a shell reads', () => {
  expect(fileNameOf('../서울 보고서: "Q4"/$(x).pdf')).toBe('서울-보고서-Q4-x-.pdf');
  expect(fileNameOf('///')).toBe('report');
});
