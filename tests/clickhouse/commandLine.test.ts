import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { StoredManifest } from '../../src/extracts/extractManifest.ts';
import { readJson } from '../../src/lib/files.ts';
import { broadsheet, scratchFolder } from '../support/broadsheet.ts';
import { type RealClickHouse, startRealClickHouse, whyNoClickHouse } from './realClickHouse.ts';

/** `broadsheet doctor` and `pull`, as a person calls them, against ClickHouse itself. */
const why = whyNoClickHouse();
let server: RealClickHouse;
beforeAll(async () => {
  if (why === undefined) server = await startRealClickHouse();
});
afterAll(() => server?.stop());

const NOW = '2026-11-23T05:00:00Z';
const secrets = () => ({ CH_URL: server.url, CH_USER: server.user, CH_PASSWORD: server.password });

async function project(select: string, columns: object, more: object = {}): Promise<string> {
  const folder = await scratchFolder();
  const brand = { title: 'One', locale: 'en-US', time_zone: 'UTC', currency: 'USD' };
  const app = { kind: 'clickhouse', brands: ['one'], connection: 'CH', tables: { rows: { select, columns, ...more } } };
  const contents = {
    'queries/sources/app.yml': app,
    'templates/site.yml': { title: 'One', base_url: 'https://reports.example.org' },
    'templates/brands/one/brand.yml': brand,
  };
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), stringify(content));
  }
  return folder;
}

function call(verb: string, folder: string, env: Readonly<Record<string, string>> = secrets()) {
  const args = [verb, '--project', folder, '--out', join(folder, 'output'), '--now', NOW];
  return broadsheet(args, { env });
}

function manifestOf(folder: string): Promise<StoredManifest | undefined> {
  return readJson<StoredManifest>(join(folder, 'output/extracts/app/rows/one/manifest.json'));
}

describe.skipIf(why !== undefined)(`The real ClickHouse${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  test('`doctor` says whether signing in works, and tells no password; a wrong one pulls nothing.', async () => {
    const folder = await project('select 1 as id', { id: 'integer' });
    expect((await call('doctor', folder)).stdout).toContain(
      '✓ app (clickhouse): all variables are set, and signing in works.',
    );
    const wrong = { ...secrets(), CH_PASSWORD: 'wrong-4711' };
    const refused = await call('doctor', folder, wrong);
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain('Code: 516. DB::Exception: reader: Authentication failed');
    const nowhere = await call('doctor', folder, { ...secrets(), CH_DATABASE: 'nowhere' });
    expect(nowhere.stdout).toContain('Code: 81. DB::Exception: Database nowhere does not exist');
    const pulled = await call('pull', folder, wrong);
    expect(pulled.status).toBe(1);
    for (const { stdout, stderr } of [refused, nowhere, pulled]) expect(stdout + stderr).not.toMatch(/4711|p@ss/);
  });

  test('`pull` brings the rows, then what changed; a table that is not there is told at its line.', async () => {
    await server.run(`CREATE DATABASE shop;
      CREATE TABLE shop.orders (id UInt32, price Decimal(18, 2), at DateTime) ENGINE = MergeTree ORDER BY id;
      INSERT INTO shop.orders SELECT number, number / 4, toDateTime('2026-03-01 00:00:00') + number FROM numbers(1000)`);
    const columns = { id: 'integer', price: 'decimal(18,2)', at: 'timestamp' };
    const folder = await project('select * from orders', columns, { key: 'id', cursor: 'at' });
    const missing = await call('pull', folder);
    expect(missing.status).toBe(1);
    expect(missing.stdout + missing.stderr).toMatch(/queries\/sources\/app\.yml:\d+.*ClickHouse says: Code: 60\./);
    const env = { ...secrets(), CH_DATABASE: 'shop' };
    expect(await call('pull', folder, env)).toMatchObject({ status: 0 });
    await server.run(
      `INSERT INTO shop.orders VALUES (1000, 1, '2026-03-02 00:00:00'); DELETE FROM shop.orders WHERE id < 10`,
    );
    expect(await call('pull', folder, env)).toMatchObject({ status: 0 });
    expect(await manifestOf(folder)).toMatchObject({ rows: 991, state: { cursor: '2026-03-02T00:00:00Z' } });
  });

  test('Two million rows are pulled where a run may hold 400 MB, and it holds little more.', async () => {
    const select = `select number as id, toDateTime('2026-03-01 00:00:00') + number as at, toString(cityHash64(number)) as word from numbers(2000000)`;
    const columns = { id: 'integer', at: 'timestamp', word: 'varchar' };
    const folder = await project(select, columns, { key: 'id', cursor: 'at' });
    const script = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + ' KB\\n'))`;
    const preload = `--import data:text/javascript,${encodeURIComponent(script)}`;
    const { status, stderr } = await call('pull', folder, {
      ...secrets(),
      NODE_OPTIONS: preload,
      BROADSHEET_MEMORY: '400MB',
    });
    expect(status, stderr).toBe(0);
    expect(await manifestOf(folder)).toMatchObject({ rows: 2_000_000 });
    expect(Number(/peak (\d+) KB/.exec(stderr)?.[1])).toBeLessThan(650 * 1024);
  }, 180_000);
});
