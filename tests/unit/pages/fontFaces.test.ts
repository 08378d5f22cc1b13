import { expect, test } from 'vitest';
import { facesFor, familiesOf, fontFaces } from '../../../src/pages/fontFaces.ts';

const familiesFor = async (text: string, ...locales: readonly string[]): Promise<readonly string[]> => {
  const faces = facesFor(text, await fontFaces(locales));
  return [...new Set(faces.map(({ css }) => /font-family:\s*["']?([^"';]+)/.exec(css)?.[1] ?? ''))].sort();
};

test("A page of English words names no other language's font", async () => {
  expect(await familiesFor('Revenue rose 3% to €12', 'en-GB')).toEqual(['Source Sans 3', 'Source Serif 4']);
});

test('A Korean name on an English page brings the slices of the Korean font that it needs, and no more', async () => {
  expect(await familiesFor('Revenue of 김밥천국', 'en-GB')).toContain('Noto Sans KR');
  const faces = facesFor('김', await fontFaces(['en-GB']));
  expect(faces.filter(({ isSpare }) => isSpare).length).toBeLessThanOrEqual(4);
});

test.each([
  ['ไทย', 'Noto Sans Thai'],
  ['हिन्दी', 'Noto Sans Devanagari'],
  ['שלום', 'Noto Sans Hebrew'],
  ['مرحبا', 'Noto Sans Arabic'],
])('%s on an English page brings a font that has it, which the page names', async (word, family) => {
  const faces = facesFor(`Revenue of ${word}`, await fontFaces(['en-GB']));
  expect(faces.map((face) => face.family)).toContain(family);
  expect(familiesOf(faces)).toBe(`"${family}"`);
});

test('A page takes its own language’s font before the others', async () => {
  const faces = facesFor('سلام 김', await fontFaces(['fa-IR']));
  expect(familiesOf(faces)).toBe('"Noto Sans Arabic","Noto Sans KR"');
});
