import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, readJson, writeFileAtomic } from '../../../src/lib/files.ts';
import { hashOf } from '../../../src/lib/hash.ts';
import { didYouMean, formatProblem } from '../../../src/lib/problem.ts';

test('A file is written whole, with its folders, and leaves nothing beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'files-'));
  await writeFileAtomic(join(folder, 'a/b/c.json'), '{"x":1}');
  expect(await readJson(join(folder, 'a/b/c.json'))).toEqual({ x: 1 });
  expect(await readdir(join(folder, 'a/b'))).toEqual(['c.json']);
});

test('A write that fails leaves neither a half nor a temporary file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'files-'));
  await writeFile(join(folder, 'taken'), '');
  await expect(writeFileAtomic(join(folder, 'taken/below'), 'x')).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['taken']);
});

test('Files are listed sorted, as relative paths; a folder that is absent has none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'files-'));
  for (const path of ['b/2.txt', 'a.txt', 'b/1.txt']) await writeFileAtomic(join(folder, path), '');
  expect(await listFiles(folder)).toEqual(['a.txt', 'b/1.txt', 'b/2.txt']);
  expect(await listFiles(join(folder, 'absent'))).toEqual([]);
});

test('Equal values have equal hashes, whatever order they were made in', () => {
  expect(hashOf({ a: 1, b: { c: [1, 2], d: null } })).toBe(hashOf({ b: { d: null, c: [1, 2] }, a: 1 }));
  expect(hashOf([1, 2])).not.toBe(hashOf([2, 1]));
});

test('A problem says where, what and what to do', () => {
  const problem = { file: 'a.yml', line: 7, message: 'There is no metric named "retention_rat".' };
  const hint = didYouMean('retention_rat', ['retention_rate', 'quick_ratio']);
  expect(formatProblem({ ...problem, hint })).toBe(
    'a.yml:7  There is no metric named "retention_rat".  Did you mean "retention_rate"?',
  );
  expect(didYouMean('xyz', ['b', 'a'])).toBe('It is one of: a, b.');
});
