import { spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY, scratchFolder } from '../support/broadsheet.ts';

/** A clone of nothing but the script, whose packages need none. */
async function clone(): Promise<string> {
  const root = await scratchFolder();
  await cp(join(REPOSITORY, 'scripts/setup.mjs'), join(root, 'scripts/setup.mjs'));
  for (const folder of ['.', 'tests/engine']) {
    await mkdir(join(root, folder), { recursive: true });
    const named = { name: 'none', version: '1.0.0' };
    const lock = { ...named, lockfileVersion: 3, requires: true, packages: { '': named } };
    await writeFile(join(root, folder, 'package.json'), JSON.stringify({ ...named, private: true }));
    await writeFile(join(root, folder, 'package-lock.json'), JSON.stringify(lock));
  }
  return root;
}

function setUp(root: string, ...folders: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/setup.mjs'), ...folders], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('The packages are installed once in each folder that is named, and again when its lock has changed.', async () => {
  const root = await clone();
  const all = setUp(root, '.', 'tests/engine');
  expect(all.stdout).toContain('Setting up: installing the packages (about a minute, once) …');
  expect(all.stdout).toContain('Setting up: installing the packages of tests/engine (about a minute, once) …');
  expect(all.status).toBe(0);
  expect(setUp(root, '.', 'tests/engine')).toEqual({ status: 0, stdout: '', stderr: '' });
  const lock = join(root, 'tests/engine/package-lock.json');
  await writeFile(lock, `${await readFile(lock, 'utf8')}\n`);
  expect(setUp(root)).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(setUp(root, '.', 'tests/engine').stdout).toMatch(/^Setting up: installing the packages of tests\/engine/);
});

test('A folder without a lock, and packages behind a link, are told and left alone.', async () => {
  const root = await clone();
  const unknown = setUp(root, '.', 'tests/engines');
  expect(unknown).toMatchObject({ status: 2, stdout: '' });
  expect(unknown.stderr).toContain('There is no package-lock.json in: tests/engines.');
  await symlink(await scratchFolder(), join(root, 'tests/engine/node_modules'));
  const linked = setUp(root, 'tests/engine');
  expect(linked.status).toBe(2);
  expect(linked.stderr).toContain('tests/engine/node_modules is a link to another folder.');
});
