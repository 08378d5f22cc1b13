import { expect, test } from 'vitest';
import { printedText } from '../../src/print/printedText.ts';

test.each([
  ['<p>a</p>', '<p>a</p>'],
  ['a<!--screen-only-->b<!--/screen-only-->c<!--screen-only-->d<!--/screen-only-->', 'ac'],
  ['a<!--screen-only-->b<!--screen-only-->c<!--/screen-only-->d<!--/screen-only-->e', 'ae'],
  ['<!--screen-only-->a', '<!--screen-only-->a'],
  [
    'a<!--screen-only-->b<!--/screen-only-->c<!--/screen-only-->',
    'a<!--screen-only-->b<!--/screen-only-->c<!--/screen-only-->',
  ],
  [
    '<!--screen-only-->a<!--screen-only-->b<!--/screen-only-->',
    '<!--screen-only-->a<!--screen-only-->b<!--/screen-only-->',
  ],
  ['<!--/screen-only-->a<!--screen-only-->', '<!--/screen-only-->a<!--screen-only-->'],
])(
  'What only screens show is left out, with parts in parts, and nothing where marks do not pair: %s',
  (html, printed) => {
    expect(printedText(html)).toBe(printed);
  },
);
