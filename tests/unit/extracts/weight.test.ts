import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { listFiles, writeFileAtomic } from '../../../src/lib/files.ts';

const CLIENTS = ['@aws-sdk/client-s3', '@clickhouse/client', 'jsforce', 'pg', 'saxes', 'yauzl'];

/** Notes every module of a package that Node loads, by `import` or `require`. */
const LISTENER = `
import { registerHooks } from 'node:module';
import { writeFileSync } from 'node:fs';
const packages = new Set();
registerHooks({
  load(url, context, next) {
    const found = /node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(url);
    if (found !== null) packages.add(found[1]);
    return next(url, context);
  },
});
process.on('exit', () => writeFileSync(process.env.LOADED, [...packages].join('\\n')));
`;

const PROJECT = {
  'data/a.csv': 'id,amount\n1,2.5\n',
  'queries/sources/app.yml':
    'kind: files\nbrands: [one]\ntables:\n  rows:\n    files: data/*.csv\n    columns: {id: integer, amount: "decimal(18,2)"}\n    key: id\n',
  'queries/reports/many.sql': 'select count(*) as many from app.rows\n',
  'templates/site.yml':
    'title: T\nbase_url: https://t.example\ndefaults: {locale: en-GB, time_zone: UTC, currency: EUR}\n',
  'templates/brands/one/brand.yml': 'title: One\n',
  'templates/teams/all.yml': 'title: All\n',
  'templates/reports/many/report.md':
    '---\ntitle: Many\nteam: all\nschedule: weekly\ndata:\n  many: {query: many}\n---\n{% table many %}\n',
};

test('The clients that are looked for are those that there are.', async () => {
  const root = join(import.meta.dirname, '../../..');
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(CLIENTS));
  const folder = join(root, 'src/connectors');
  const sources = (await listFiles(folder)).map((path) => readFile(join(folder, path), 'utf8'));
  const imported = [
    ...(await Promise.all(sources)).join('\n').matchAll(/^(?:import|\}) (?!type).* from '([^.:']+)'/gm),
  ];
  const others = ['zod'];
  expect(imported.map(([, name]) => name).filter((name) => ![...CLIENTS, ...others].includes(name ?? ''))).toEqual([]);
});

test('A project of CSV files loads no vendor’s client.', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weight-'));
  try {
    for (const [path, text] of Object.entries(PROJECT)) await writeFileAtomic(join(folder, path), text);
    const listener = join(folder, 'listener.mjs');
    await writeFile(listener, LISTENER);
    const cli = join(import.meta.dirname, '../../../src/cli.ts');
    const loaded = join(folder, 'loaded.txt');
    await promisify(execFile)(process.execPath, ['--import', listener, cli, 'pull', '--project', folder], {
      env: { ...process.env, LOADED: loaded },
    });
    const packages = (await readFile(loaded, 'utf8')).split('\n');
    expect(packages).toContain('zod');
    expect(packages.filter((name) => CLIENTS.includes(name))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
