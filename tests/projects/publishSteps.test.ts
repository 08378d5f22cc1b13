/** The steps of publish.yml, each morning on a machine that has the repository and the branch with the state. */
import { execFile } from 'node:child_process';
import { appendFile, chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileExists, listFiles } from '../../src/lib/files.ts';
import { copyOfProject, REPOSITORY, scratchFolder } from '../support/broadsheet.ts';
import { openPostOffice, type PostOffice } from '../support/postOffice.ts';
import { runSteps } from '../support/workflowSteps.ts';

const exec = promisify(execFile);
let project: string;
let remote: string;
let office: PostOffice;

beforeEach(async () => {
  project = await copyOfProject('tiny');
  remote = join(await scratchFolder(), 'remote.git');
  office = await openPostOffice();
  await exec('git', ['init', '-q', '--bare', remote]);
  const source = join(project, 'queries', 'sources', 'till.yml');
  await writeFile(source, (await readFile(source, 'utf8')).replace(/ +freshness:.*\n/, ''));
  await mkdir(join(project, 'scripts'));
  await cp(join(REPOSITORY, 'scripts', 'state.mjs'), join(project, 'scripts', 'state.mjs'));
  const call = `"${process.execPath}" "${join(REPOSITORY, 'src', 'cli.ts')}" "$@" --project "$PWD" --now "$NOW"`;
  await writeFile(join(project, 'broadsheet.sh'), `exec ${call}\n`);
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'p', scripts: { broadsheet: 'sh broadsheet.sh' } }),
  );
});
afterEach(async () => office.close());

/** One run of the job, with a folder of its own as a runner has. */
async function morning(now: string, env: Readonly<Record<string, string | undefined>> = {}) {
  const cwd = join(await scratchFolder(), 'clone');
  await cp(project, cwd, { recursive: true });
  const git = (...args: readonly string[]) => exec('git', ['-C', cwd, ...args]);
  await git('init', '-q');
  await git('remote', 'add', 'origin', remote);
  let deployed: readonly string[] = [];
  const result = await runSteps({
    workflow: join(REPOSITORY, '.github', 'workflows', 'publish.yml'),
    job: 'publish',
    cwd,
    env: { CI: 'true', NOW: now, BROADSHEET_SMTP_URL: office.url, ...env },
    commandOf: (name, run) => {
      if (name === 'Install') return 'true';
      return run.replace(
        /npm run --silent sample -- .*--no-deliver/,
        'npm run --silent broadsheet -- run --no-deliver',
      );
    },
    actions: {
      'actions/upload-pages-artifact': async () => {
        deployed = await listFiles(join(cwd, 'output', 'site'));
        return await fileExists(join(cwd, 'output', 'site', 'index.html'));
      },
    },
  });
  const log = await readFile(join(cwd, '.steps.log'), 'utf8');
  await rm(join(cwd, 'output'), { recursive: true });
  return { ...result, deployed, log };
}

const readers = (): readonly string[] => office.mails.map(({ to }) => to).sort();

async function holdBack(brand: string): Promise<void> {
  await appendFile(join(project, 'data', 'sales-2026.csv'), `2026-11-21 10:00:00,${brand},Harbour,Bun,2,-4.70,g07\n`);
}

test('A brand that is held holds back nobody else: the site is deployed, the others’ mails go out, the job is red', {
  timeout: 240_000,
}, async () => {
  const sales = join(project, 'data', 'sales-2026.csv');
  const sound = await readFile(sales, 'utf8');
  await holdBack('bada');
  const first = await morning('2026-11-23T12:00:00Z');
  expect(first.isGreen, first.log).toBe(false);
  expect(first.steps.filter(({ outcome }) => outcome === 'failure').map(({ name }) => name)).toEqual([
    'Tell what was held back',
  ]);
  expect(first.deployed).toContain('crumb/shop/2026-W47/index.html');
  expect(readers()).toEqual(['owner@crumb.example', 'shop@crumb.example']);

  await writeFile(sales, sound);
  const second = await morning('2026-11-23T13:00:00Z');
  expect(second.isGreen, second.log).toBe(true);
  expect(readers()).toEqual(['owner@crumb.example', 'shop@bada.example', 'shop@crumb.example']);
  const third = await morning('2026-11-23T14:00:00Z');
  expect(third.isGreen, third.log).toBe(true);
  expect(office.mails).toHaveLength(3);
});

test('While the state cannot be kept no mail goes out, and then each goes out once', { timeout: 240_000 }, async () => {
  const hook = join(remote, 'hooks', 'pre-receive');
  await writeFile(hook, '#!/bin/sh\necho "refused by a rule of the repository" >&2\nexit 1\n');
  await chmod(hook, 0o755);
  const refused = await morning('2026-11-23T12:00:00Z');
  expect(refused.isGreen).toBe(false);
  expect(refused.log).toContain('No mail goes out, because the state could not be kept first');
  expect(refused.log).toContain('refused by a rule of the repository');
  expect(office.mails).toEqual([]);
  await rm(hook);
  for (const hour of ['13', '14']) {
    const later = await morning(`2026-11-23T${hour}:00:00Z`);
    expect(later.isGreen, later.log).toBe(true);
    expect(office.mails).toHaveLength(3);
  }
});

test('A dead mailbox is told once, and without a mail server nothing is published in CI', {
  timeout: 240_000,
}, async () => {
  const none = await morning('2026-11-23T12:00:00Z', { BROADSHEET_SMTP_URL: '' });
  expect(none.isGreen).toBe(false);
  expect(none.log).toContain('BROADSHEET_SMTP_URL is not set, so that the mails reach nobody.');
  expect(none.steps.find(({ name }) => name === 'Send the mails')).toMatchObject({ outcome: 'skipped' });
  await office.close();
  office = await openPostOffice({
    onRcptTo({ address }, _session, done) {
      if (!address.startsWith('owner@')) return done();
      done(Object.assign(new Error('5.1.1 No such user'), { responseCode: 550 }));
    },
  });
  const first = await morning('2026-11-23T13:00:00Z');
  expect(first.isGreen).toBe(false);
  expect(first.log).toContain('owner@crumb.example: ');
  expect(readers()).toEqual(['shop@bada.example', 'shop@crumb.example']);
  const second = await morning('2026-11-23T14:00:00Z');
  expect(second.isGreen, second.log).toBe(true);
  expect(office.asked.filter((address) => address.startsWith('owner@'))).toHaveLength(1);
});
