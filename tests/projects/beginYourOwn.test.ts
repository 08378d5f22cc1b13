/** docs/begin.md as somebody who begins a project of their own reads it: its commands are run, its files are written. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { broadsheet, type Exit, REPOSITORY, readManifest, scratchFolder, statuses } from '../support/broadsheet.ts';

interface Step {
  readonly language: string;
  readonly text: string;
}

const page = await readFile(join(REPOSITORY, 'docs', 'begin.md'), 'utf8');
const steps = [...page.matchAll(/^( *)```(\w+)\n([\s\S]*?)^\1```/gm)].map(
  ([, indent = '', language = '', text = '']) => {
    return { language, text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), '') };
  },
);
const [begin = '', make = '', keep = ''] = steps.filter(({ language }) => language === 'bash').map(({ text }) => text);
const files = steps.filter(({ language }) => language !== 'bash');

/** The repository as a clone has it; its program and its packages are those of the repository. */
async function clone(): Promise<string> {
  const project = join(await scratchFolder(), 'clone');
  for (const part of ['queries', 'templates', 'package.json'])
    await cp(join(REPOSITORY, part), join(project, part), { recursive: true });
  for (const part of ['src', 'node_modules']) await symlink(join(REPOSITORY, part), join(project, part));
  await writeFile(join(project, '.gitignore'), 'node_modules\nsrc\noutput\n');
  const name = 'git -c user.name=reader -c user.email=reader@corner.example';
  expect(await shell(project, `git init -q && git add . && ${name} commit -qm Clone`)).toMatchObject({ status: 0 });
  return project;
}

/** Commands as they stand on the page. The packages are there already. */
function shell(cwd: string, commands: string): Promise<Exit> {
  const PATH = [join(REPOSITORY, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  const text = commands.replace('node scripts/setup.mjs\n', '');
  return new Promise((resolve) => {
    execFile('bash', ['-ec', text], { cwd, env: { ...process.env, PATH } }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

async function write(project: string, { language, text }: Step): Promise<void> {
  const [first = '', path = ''] = /^(?:#|--) (\S+)\n/.exec(text) ?? [];
  await mkdir(dirname(join(project, path)), { recursive: true });
  await writeFile(join(project, path), language === 'csv' ? text.slice(first.length) : text);
}

test('Without the sample the repository passes check; with a file, three selects and a brand it publishes', {
  timeout: 300_000,
}, async () => {
  const project = await clone();
  const emptied = await shell(project, begin);
  expect(emptied.stderr).toContain('All is well');
  expect(emptied.stderr).toContain('The project has no brand.  Add templates/brands/<brand>/brand.yml.');
  expect(emptied.stderr).toContain('No source feeds an entity yet.');
  expect(emptied.status).toBe(0);

  expect(files.map(({ language }) => language)).toEqual(['csv', 'yaml', 'sql', 'sql', 'sql', 'yaml']);
  for (const file of files) await write(project, file);
  const made = await shell(project, make);
  expect(made, made.stderr).toMatchObject({ status: 0 });
  expect(made.stderr).toContain('No source feeds 20 of the 23 entities: activities, ');
  expect(statuses(await readManifest(join(project, 'output')))).toEqual([
    'corner/operations/sales-trends/2026-W10 published',
  ]);
  const edition = join(project, 'output', 'site', 'corner', 'operations', 'sales-trends', '2026-W10', 'index.html');
  expect(await readFile(edition, 'utf8')).toContain('Revenue rose 57.3% to £41, and orders held steady at 5');

  expect(await shell(project, keep)).toMatchObject({ status: 0 });
  expect(await readFile(join(project, 'package.json'), 'utf8')).toContain('broadsheet -- run --rebuild');
});

test('Without the sample a slip in what nothing feeds is an error all the same, and there is nothing to run', {
  timeout: 120_000,
}, async () => {
  const project = await clone();
  await shell(project, begin.replace('npm run broadsheet -- check\n', ''));
  const run = await broadsheet(['run', '--project', project]);
  expect(run).toMatchObject({
    status: 2,
    stderr: 'templates/brands  The project has no brand.  Add templates/brands/<brand>/brand.yml.\n',
  });
  const change = async (path: string, from: string, to: string) => {
    const text = await readFile(join(project, path), 'utf8');
    expect(text).toContain(from);
    await writeFile(join(project, path), text.replace(from, to));
  };
  await change('queries/metrics/cx.yml', 'mart: tickets', 'mart: ticket');
  await change('queries/metrics/cx.yml', 'team: cx', 'team: cxx');
  await change('queries/marts/devices.sql', 'stg_devices', 'stg_device');
  const { status, stderr } = await broadsheet(['check', '--project', project]);
  expect(status).toBe(2);
  expect(stderr).toContain('There is no mart named "ticket".  Did you mean "tickets"?');
  expect(stderr).toContain('There is no team named "cxx".');
  expect(stderr).toContain('There is no table "stg_device".  Did you mean "stg_devices"?');
});
