import { expect, test } from 'vitest';
import { facesFor, fontFaces } from '../../../src/pages/fontFaces.ts';

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
