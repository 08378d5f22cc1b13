/**
 * Each folder here is one thing that a maintainer can get wrong: `project/` holds the files in which the project differs
 * from tests/projects/tiny, call.json what is odd about the call, and expected.txt the exact text that they see.
 */
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileExists, listFiles, readJson } from '../../src/lib/files.ts';
import { broadsheet, copyOfProject } from '../support/broadsheet.ts';
import { goldenDifferences } from '../support/golden.ts';

interface OddCall {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files of the sound project that are not there; a folder's name takes all below it. */
  readonly without?: readonly string[];
}

const root = import.meta.dirname;
const names = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());

for (const { name } of names) {
  test.concurrent(`${name.replaceAll('-', ' ')}: everything is told, and nothing is done`, { timeout: 60_000 }, async ({
    expect,
  }) => {
    const { args = [], env, without = [] } = (await readJson<OddCall>(join(root, name, 'call.json'))) ?? {};
    const project = await copyOfProject('tiny');
    for (const path of ['expected', 'case.json', ...without]) await rm(join(project, path), { recursive: true });
    await cp(join(root, name, 'project'), project, { recursive: true, force: true }).catch(ignoreMissing);
    const now = args.includes('--now') ? [] : ['--now', '2026-11-23T12:00:00Z'];
    const call = ['run', '--project', project, '--out', join(project, 'out'), ...now, ...args];
    const { status, stdout, stderr } = await broadsheet(call, env === undefined ? {} : { env });
    const told = new Map([['expected.txt', stderr.replaceAll(project, '<project>')]]);
    expect(await goldenDifferences(join(root, name), told, { only: 'expected.txt' }), stderr).toEqual([]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(await listFiles(join(project, 'out'))).toEqual([]);
  });
}

test('The sound project that the mistakes are made in is told to be sound', async () => {
  const project = await copyOfProject('tiny');
  expect(await broadsheet(['check', '--project', project])).toMatchObject({ status: 0 });
  expect(await fileExists(join(project, 'output', 'manifest.json'))).toBe(false);
});

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
