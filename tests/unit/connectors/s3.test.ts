import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { type S3Fault, type S3Options, type S3Server, startS3 } from '../../../scripts/standins/s3.ts';
import { missingSecrets } from '../../../src/connectors/registry.ts';
import { writeBody } from '../../../src/connectors/shared/writeBody.ts';
import { xlsxFile } from '../formats/xlsxFile.ts';
import { effects, source, table, toldBy, useBench } from './fixture.ts';

const bench = useBench();
const servers: S3Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  bench.waited.length = 0;
  bench.logged.length = 0;
});

async function start(options: S3Options = {}): Promise<S3Server> {
  const server = await startS3(options);
  servers.push(server);
  return server;
}

function secretsOf(server: S3Server): Record<string, string> {
  return {
    LAKE_ENDPOINT: server.endpoint,
    LAKE_ACCESS_KEY_ID: server.accessKeyId,
    LAKE_SECRET_ACCESS_KEY: server.secretAccessKey,
  };
}

const COLUMNS = { id: 'varchar', amount: 'decimal(18,2)' };

function lake(files: string | readonly string[] = 'orders/*.csv', more: Record<string, unknown> = {}) {
  return source('s3', [table(COLUMNS, { bucket: 'exports', files, ...more })], { connection: 'LAKE' });
}

async function request(server: S3Server, from = lake()) {
  const outDir = await bench.folder('out');
  return { source: from, outDir, effects: effects(secretsOf(server), bench.logged) };
}

async function putOrders(server: S3Server, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) await server.put(`orders/${number}.csv`, `id,amount\na${number},${number}.5\nb,1\n`);
}

describe('the rows', () => {
  test('Objects come in the order of their keys, and what lies beside them does not.', async () => {
    const server = await start();
    await putOrders(server, [3, 1, 2]);
    await server.put('orders/old/4.csv', 'id,amount\nold,4\n');
    await server.put('orders/empty/', Buffer.alloc(0), 0);
    await server.put('other/5.csv', 'something else');
    const given = await request(server);
    const { manifests } = await bench.pull(given);
    const rows = await bench.rowsOf(given.outDir, manifests[0]);
    expect(rows.map(([id]) => id)).toEqual(['a1', 'b', 'a2', 'b', 'a3', 'b']);
    const all = await request(server, lake(['orders/', 'orders/1.csv']));
    const pulled = await bench.pull(all);
    expect((await bench.rowsOf(all.outDir, pulled.manifests[0])).at(-1)).toEqual(['old', '4.00']);
  });

  test('Every format of files is read: gzip, NDJSON, sheets; keys may hold any character.', async () => {
    const server = await start();
    await server.put('in/a b+ü[1].csv.gz', gzipSync('id,amount\na,1\n'));
    await server.put('in/b.ndjson', '{"id":"b","amount":2}\n');
    const rows = { 1: { A: 'id', B: 'amount' }, 2: { A: 'c', B: 3 } };
    await server.put('in/c.xlsx', xlsxFile({ sheets: [{ name: 'Orders', rows }] }));
    const given = await request(server, lake(['in/a b+ü[1].csv.gz', 'in/*.{ndjson,xlsx}']));
    const { manifests } = await bench.pull(given);
    expect(await bench.rowsOf(given.outDir, manifests[0])).toEqual([
      ['a', '1.00'],
      ['b', '2.00'],
      ['c', '3.00'],
    ]);
  });

  test('Added, changed and removed objects lead to what a full pull brings, and only the new and changed are read.', async () => {
    const server = await start();
    await putOrders(server, [1, 2, 3, 4]);
    const given = await request(server);
    await bench.pull(given);
    server.calls.length = 0;
    expect((await bench.pull(given)).reused).toBe(1);
    expect(server.calls).toEqual(['list', 'list']);
    await server.put('orders/2.csv', 'id,amount\nchanged,9\n');
    await server.put('orders/0.csv', 'id,amount\nfirst,0\n');
    await server.remove('orders/3.csv');
    server.calls.length = 0;
    const pulled = await bench.expectFullPull(given);
    expect(server.calls.slice(0, 4).sort()).toEqual(['list', 'list', 'orders/0.csv', 'orders/2.csv']);
    const rows = await bench.rowsOf(given.outDir, pulled.manifests[0]);
    expect(rows.map(([id]) => id)).toEqual(['first', 'a1', 'b', 'changed', 'a4', 'b']);
  });

  test('An object that changes between the list and its reading counts as what was read.', async () => {
    const server = await start();
    await putOrders(server, [1]);
    const given = await request(server);
    let isChanged = false;
    server.fail((_, what) => {
      if (what === 'list' || isChanged) return undefined;
      isChanged = true;
      return 'down';
    });
    const sleep = async (): Promise<void> => server.put('orders/1.csv', 'id,amount\nnewer,2\n');
    const { manifests } = await bench.pull({ ...given, retryClock: { sleep, random: () => 1 } });
    expect(await bench.rowsOf(given.outDir, manifests[0])).toEqual([['newer', '2.00']]);
    expect((await bench.pull(given)).reused).toBe(1);
  });

  test('Every page of the list is read, also where pages repeat or are empty; not for ever.', async () => {
    const server = await start({ pageSize: 2 });
    await putOrders(server, [1, 2, 3, 4, 5]);
    const given = await request(server);
    const { manifests } = await bench.pull(given);
    expect(manifests[0]?.rows).toBe(10);
    expect(server.calls.filter((call) => call === 'list')).toHaveLength(4);
    const faults: (S3Fault | undefined)[] = [undefined, undefined, 'repeat', 'empty'];
    server.fail((_, what) => (what === 'list' ? faults.shift() : undefined));
    await server.put('orders/6.csv', 'id,amount\nlast,1\n');
    expect((await bench.expectFullPull(given)).manifests[0]?.rows).toBe(11);
    server.fail((_, what) => (what === 'list' ? 'empty' : undefined));
    expect(await toldBy(bench.pull(given))).toContain('gives the same page over and over');
  });
});

describe('faults', () => {
  test('Each is waited for, and what it did not break is not read again.', async () => {
    const server = await start({ retryAfter: 7 });
    await putOrders(server, [1, 2]);
    const given = await request(server);
    const faults: readonly S3Fault[] = ['busy', 'slow', 'down', 'cut', 'refused'];
    for (const what of ['list', 'object'] as const) {
      const left = [...faults];
      server.fail((_, asked) => (asked === what ? left.shift() : undefined));
      bench.waited.length = 0;
      const { manifests } = await bench.pull({ ...given, outDir: await bench.folder('out') });
      expect(manifests[0]?.rows).toBe(4);
      expect(left).toEqual([]);
      expect(bench.waited.filter((ms) => ms === 7000)).toHaveLength(3);
      expect(bench.waited).toHaveLength(5);
    }
    expect(bench.logged).toContain('Waiting 7 s for app (s3): it answered 503.');
  });

  test('With faults on a fifth of the calls the rows are the same.', async () => {
    const server = await start();
    await putOrders(server, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const given = await request(server);
    const clean = await bench.pull(given);
    const kinds: readonly S3Fault[] = ['busy', 'slow', 'down', 'cut', 'refused', 'repeat', 'empty'];
    for (let seed = 1; seed <= 8; seed += 1) {
      let state = seed;
      const random = (): number => {
        state = (state * 48271) % 2147483647;
        return state / 2147483647;
      };
      server.fail(() => (random() < 0.2 ? kinds[Math.floor(random() * kinds.length)] : undefined));
      const { manifests } = await bench.pull({ ...given, outDir: await bench.folder('out') });
      expect(manifests[0]?.rowsHash).toBe(clean.manifests[0]?.rowsHash);
    }
  });

  test('A service that stays down fails the pull, and the last good extract stays.', async () => {
    const server = await start();
    await putOrders(server, [1]);
    const given = await request(server);
    const { manifests } = await bench.pull(given);
    server.fail(() => 'down');
    expect(await toldBy(bench.pull(given))).toContain('it answered 500');
    expect(await bench.rowsOf(given.outDir, manifests[0])).toHaveLength(2);
  });

  test('A body that stands still, or is shorter than was said, is an error that may be tried again.', async () => {
    const folder = await bench.folder('body');
    const signal = AbortSignal.timeout(5000);
    const still = new Readable({ read() {} });
    still.push('a');
    await expect(writeBody(join(folder, 'still'), still, { signal, idleMs: 20 })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    const short = writeBody(join(folder, 'short'), Readable.from([Buffer.from('abc')]), { signal, bytes: 4 });
    await expect(short).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('what a person is told', () => {
  test('All missing variables at once; a region only where there is no endpoint.', async () => {
    expect(await missingSecrets(lake(), () => undefined)).toEqual([
      'LAKE_ACCESS_KEY_ID',
      'LAKE_REGION',
      'LAKE_SECRET_ACCESS_KEY',
    ]);
    expect(await missingSecrets(lake(), (name) => (name === 'LAKE_ENDPOINT' ? 'https://s3.test' : undefined))).toEqual([
      'LAKE_ACCESS_KEY_ID',
      'LAKE_SECRET_ACCESS_KEY',
    ]);
  });

  test('Wrong keys, a wrong bucket, a wrong name, an endpoint in the clear.', async () => {
    const server = await start();
    await putOrders(server, [1]);
    const given = await request(server);
    const withEnv = (env: Record<string, string>) => ({ ...given, effects: effects({ ...secretsOf(server), ...env }) });
    const pull = (more: object) => toldBy(bench.pull({ ...given, ...more }));
    expect(await pull(withEnv({ LAKE_ACCESS_KEY_ID: 'nobody' }))).toContain(
      'the keys were refused (InvalidAccessKeyId).',
    );
    expect(await pull({ source: lake('orders/*.csv', { bucket: 'exprots' }) })).toContain(
      'queries/sources/app.yml:4:3  The bucket "exprots" cannot be listed: there is no such bucket (NoSuchBucket).',
    );
    expect(await pull({ source: lake('order/1.csv') })).toContain(
      'No file of the bucket "exports" matches "order/1.csv".',
    );
    expect(await pull(withEnv({ LAKE_SECRET_ACCESS_KEY: 'not-the-secret' }))).toContain(
      'the keys were refused (SignatureDoesNotMatch).',
    );
    expect(await pull(withEnv({ LAKE_ENDPOINT: 'http://s3.example.com' }))).toContain(
      'LAKE_ENDPOINT is not an address',
    );
  });

  test('A column that is gone from one object is told, and the last good extract stays.', async () => {
    const server = await start();
    await putOrders(server, [1, 2]);
    const given = await request(server);
    const { manifests } = await bench.pull(given);
    await server.put('orders/2.csv', 'id,amout\na,1\n');
    expect(await toldBy(bench.pull(given))).toContain(
      'orders/2.csv  There is no column "amount".  Did you mean "amout"?',
    );
    expect(await bench.rowsOf(given.outDir, manifests[0])).toHaveLength(4);
  });

  test('No secret is in any file, line of the log or error of a run that fails.', async () => {
    const server = await start({ faults: (_, what) => (what === 'object' ? 'down' : undefined) });
    await putOrders(server, [1]);
    const given = await request(server);
    const told = await toldBy(bench.pull(given));
    expect(told).toContain('it answered 500');
    const files = await readdir(given.outDir, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
    const written = [told, ...bench.logged, ...(await Promise.all(texts))].join('\n');
    expect(written).not.toContain(server.secretAccessKey);
    expect(written).not.toContain(server.accessKeyId);
  });
});
