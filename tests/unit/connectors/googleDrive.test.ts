import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type DriveFault,
  type GoogleDrive,
  type GoogleDriveOptions,
  type StandInFile,
  startGoogleDrive,
} from '../../../scripts/standins/googleDrive.ts';
import { missingSecrets } from '../../../src/connectors/registry.ts';
import { xlsxFile } from '../formats/xlsxFile.ts';
import { effects, source, table, toldBy, useBench } from './fixture.ts';

const bench = useBench();
const drives: GoogleDrive[] = [];
afterEach(async () => {
  await Promise.all(drives.splice(0).map((drive) => drive.close()));
  bench.waited.length = 0;
  bench.logged.length = 0;
});

async function start(options: GoogleDriveOptions = {}): Promise<GoogleDrive> {
  const drive = await startGoogleDrive(options);
  drives.push(drive);
  return drive;
}

const COLUMNS = { id: 'varchar', amount: 'decimal(18,2)' };
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

function shared(files: string | readonly string[] = '*.csv', more: Record<string, unknown> = {}) {
  return source('google-drive', [table(COLUMNS, { folder: 'folder-1', files, ...more })], { connection: 'DRIVE' });
}

function secretsOf(drive: GoogleDrive): Record<string, string> {
  return { DRIVE_URL: drive.url, DRIVE_SERVICE_ACCOUNT: drive.serviceAccount };
}

async function request(drive: GoogleDrive, from = shared()) {
  const outDir = await bench.folder('out');
  return { source: from, outDir, effects: effects(secretsOf(drive), bench.logged) };
}

function putOrders(drive: GoogleDrive, numbers: readonly number[]): void {
  for (const number of numbers)
    drive.files.set(`id-${number}`, { name: `${number}.csv`, content: `id,amount\na${number},${number}.5\nb,1\n` });
}

/** A Google Sheet of one order. */
function sheet(amount: number, modifiedTime: string): StandInFile {
  const rows = { 1: { A: 'id', B: 'amount' }, 2: { A: 'sheet', B: amount } };
  const exports = {
    [XLSX]: xlsxFile({ sheets: [{ name: 'Sheet1', rows }] }),
    'text/csv': Buffer.from(`id,amount\ncsv,${amount}\n`),
  };
  return { name: 'Budget', mimeType: 'application/vnd.google-apps.spreadsheet', exports, modifiedTime };
}

describe('the rows', () => {
  test('Files come in the order of their names, over every page; trash, folders and other folders do not.', async () => {
    const drive = await start({ pageSize: 2 });
    putOrders(drive, [3, 1, 2]);
    drive.files.set('t', { name: '0.csv', content: 'id,amount\ntrash,1\n', trashed: true });
    drive.files.set('o', { name: '0.csv', content: 'id,amount\nelsewhere,1\n', parent: 'folder-2' });
    drive.files.set('f', { name: 'old.csv', mimeType: 'application/vnd.google-apps.folder' });
    const given = await request(drive);
    const { manifests } = await bench.pull(given);
    const rows = await bench.rowsOf(given.outDir, manifests[0]);
    expect(rows.map(([id]) => id)).toEqual(['a1', 'b', 'a2', 'b', 'a3', 'b']);
    expect(drive.calls.slice(0, 4)).toEqual(['token', 'folder', 'list', 'list']);
    // Files are fetched side by side.
    expect(drive.calls.slice(4).sort()).toEqual(['content 1.csv', 'content 2.csv', 'content 3.csv']);
  });

  test('A Google Sheet comes as XLSX, or as CSV where the table says so; beside it, files of every format.', async () => {
    const drive = await start();
    drive.files.set('s', sheet(5, '2026-11-20T08:00:00.000Z'));
    drive.files.set('n', { name: 'n.ndjson', content: '{"id":"n","amount":2}\n' });
    const given = await request(drive, shared(['Budget', '*.ndjson']));
    const { manifests } = await bench.pull(given);
    expect(await bench.rowsOf(given.outDir, manifests[0])).toEqual([
      ['sheet', '5.00'],
      ['n', '2.00'],
    ]);
    const asText = await request(drive, shared('Budget', { format: 'csv' }));
    const pulled = await bench.pull(asText);
    expect(await bench.rowsOf(asText.outDir, pulled.manifests[0])).toEqual([['csv', '5.00']]);
  });

  test('Added, changed, trashed and removed files lead to what a full pull brings, and only the new and changed are read.', async () => {
    const drive = await start();
    putOrders(drive, [1, 2, 3, 4]);
    drive.files.set('s', sheet(5, '2026-11-20T08:00:00.000Z'));
    const given = await request(drive, shared(['*.csv', 'Budget']));
    await bench.pull(given);
    drive.calls.length = 0;
    expect((await bench.pull(given)).reused).toBe(1);
    expect(drive.calls).toEqual(['token', 'folder', 'list']);
    drive.files.set('id-1', { name: '1.csv', content: 'id,amount\nchanged,9\n' });
    drive.files.set('id-2', { ...drive.files.get('id-2'), name: '2.csv', trashed: true });
    drive.files.delete('id-3');
    drive.files.set('id-9', { name: '9.csv', content: 'id,amount\nnew,9\n' });
    drive.files.set('s', sheet(6, '2026-11-21T08:00:00.000Z'));
    drive.calls.length = 0;
    const { manifests } = await bench.pull(given);
    expect([...drive.calls].sort()).toEqual([
      'content 1.csv',
      'content 9.csv',
      'export Budget',
      'folder',
      'list',
      'token',
    ]);
    const fresh = await bench.pull({ ...given, outDir: await bench.folder('fresh') });
    expect(await bench.rowsOf(given.outDir, manifests[0])).toEqual([
      ['changed', '9.00'],
      ['a4', '4.50'],
      ['b', '1.00'],
      ['new', '9.00'],
      ['sheet', '6.00'],
    ]);
    expect(manifests[0]?.rowsHash).toBe(fresh.manifests[0]?.rowsHash);
  });

  test('A file that changes between the list and its reading counts as what was read.', async () => {
    const drive = await start();
    putOrders(drive, [1]);
    const given = await request(drive);
    drive.fail((what) => {
      if (what === 'content') drive.files.set('id-1', { name: '1.csv', content: 'id,amount\nnewer,2\n' });
      return undefined;
    });
    const { manifests } = await bench.pull(given);
    expect(await bench.rowsOf(given.outDir, manifests[0])).toEqual([['newer', '2.00']]);
    expect((await bench.pull(given)).reused).toBe(1);
  });

  test('Pages that repeat or are empty lose and double nothing; not for ever.', async () => {
    const drive = await start({ pageSize: 2 });
    putOrders(drive, [1, 2, 3, 4, 5]);
    const given = await request(drive);
    const faults: (DriveFault | undefined)[] = [undefined, 'repeat', 'empty', undefined, 'repeat'];
    drive.fail((what) => (what === 'list' ? faults.shift() : undefined));
    expect((await bench.pull(given)).manifests[0]?.rows).toBe(10);
    drive.fail((what) => (what === 'list' ? 'empty' : undefined));
    expect(await toldBy(bench.pull(given))).toContain('gives the same page over and over');
  });
});

describe('faults', () => {
  test('Each is waited for; a token that ends in the middle is renewed.', async () => {
    const drive = await start({ retryAfter: 7 });
    putOrders(drive, [1, 2]);
    drive.files.set('s', sheet(5, '2026-11-20T08:00:00.000Z'));
    const given = await request(drive, shared(['*.csv', 'Budget']));
    const clean = await bench.pull(given);
    const faults: readonly DriveFault[] = ['busy', 'limit', 'down', 'cut', 'expired'];
    for (const what of ['folder', 'list', 'content', 'export'] as const) {
      const left = [...faults];
      drive.fail((asked) => (asked === what ? left.shift() : undefined));
      bench.waited.length = 0;
      const { manifests } = await bench.pull({ ...given, outDir: await bench.folder('out') });
      expect(manifests[0]?.rowsHash).toBe(clean.manifests[0]?.rowsHash);
      expect(left).toEqual([]);
      expect(bench.waited.filter((ms) => ms === 7000)).toHaveLength(2);
      expect(bench.waited).toHaveLength(4);
    }
    const lost: DriveFault[] = ['refused', 'busy', 'down'];
    drive.fail((asked) => (asked === 'token' ? lost.shift() : undefined));
    expect((await bench.pull(given)).reused).toBe(1);
    expect(lost).toEqual([]);
    expect(bench.logged).toContain('Waiting 7 s for app (google-drive): it answered 503.');
  });

  test('A body whose bytes are others than those that Drive has is read again.', async () => {
    const drive = await start();
    putOrders(drive, [1]);
    const given = await request(drive);
    const faults: DriveFault[] = ['spoilt'];
    drive.fail((what) => (what === 'content' ? faults.shift() : undefined));
    const { manifests } = await bench.pull(given);
    expect(await bench.rowsOf(given.outDir, manifests[0])).toHaveLength(2);
    expect(drive.calls.filter((call) => call === 'content 1.csv')).toHaveLength(2);
  });

  test('With faults on a fifth of the calls the rows are the same.', async () => {
    const drive = await start({ pageSize: 4 });
    putOrders(drive, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const given = await request(drive);
    const clean = await bench.pull(given);
    const kinds: readonly DriveFault[] = [
      'busy',
      'limit',
      'down',
      'cut',
      'refused',
      'expired',
      'spoilt',
      'repeat',
      'empty',
    ];
    for (let seed = 1; seed <= 8; seed += 1) {
      let state = seed;
      const random = (): number => {
        state = (state * 48271) % 2147483647;
        return state / 2147483647;
      };
      drive.fail(() => (random() < 0.2 ? kinds[Math.floor(random() * kinds.length)] : undefined));
      const { manifests } = await bench.pull({ ...given, outDir: await bench.folder('out') });
      expect(manifests[0]?.rowsHash).toBe(clean.manifests[0]?.rowsHash);
    }
  });

  test('A token that is refused although it is new, and a service that stays down, fail the pull.', async () => {
    const drive = await start();
    putOrders(drive, [1]);
    const given = await request(drive);
    drive.fail((what) => (what === 'list' ? 'expired' : undefined));
    expect(await toldBy(bench.pull(given))).toContain('a new token was refused');
    drive.fail((what) => (what === 'content' ? 'down' : undefined));
    expect(await toldBy(bench.pull(given))).toContain('"1.csv" cannot be read: it answered');
  });
});

describe('what a person is told', () => {
  test('Missing variables, and a key that is none.', async () => {
    expect(await missingSecrets(shared(), () => undefined)).toEqual(['DRIVE_SERVICE_ACCOUNT']);
    const drive = await start();
    const given = await request(drive);
    const pull = (key: string) =>
      toldBy(bench.pull({ ...given, effects: effects({ ...secretsOf(drive), DRIVE_SERVICE_ACCOUNT: key }) }));
    expect(await pull('not json')).toContain('DRIVE_SERVICE_ACCOUNT is no JSON');
    expect(await pull('{}')).toContain('it has no client_email or no private_key');
    const other = await start();
    const wrong = { ...JSON.parse(other.serviceAccount), token_uri: `${drive.url}/token` };
    expect(await pull(JSON.stringify(wrong))).toContain('invalid_grant: Invalid JWT Signature.');
    expect(await pull(JSON.stringify({ ...wrong, token_uri: 'http://example.com/token' }))).toContain('token_uri');
  });

  test('A folder that is not shared, two files of one name, a sheet that is too large, a name that is not there.', async () => {
    const drive = await start();
    putOrders(drive, [1]);
    const given = await request(drive);
    const pull = (from: ReturnType<typeof shared>) => toldBy(bench.pull({ ...given, source: from }));
    expect(await pull(shared('*.csv', { folder: 'folder-9' }))).toContain(
      'The folder "folder-9" cannot be read: there is none, or it is not shared.  Share the folder with reports@example.iam.gserviceaccount.com.',
    );
    expect(await pull(shared('1.cvs'))).toContain(
      'No file of the folder "folder-1" matches "1.cvs".  Did you mean "1.csv"?',
    );
    drive.files.set('twin', { name: '1.csv', content: 'id,amount\n' });
    expect(await pull(shared())).toContain('Two files are named "1.csv".');
    drive.files.set('s', sheet(5, '2026-11-20T08:00:00.000Z'));
    drive.fail((what) => (what === 'export' ? 'large' : undefined));
    expect(await pull(shared('Budget'))).toContain('it is too large to be exported');
  });

  test('A column that is gone is told, and the last good extract stays.', async () => {
    const drive = await start();
    putOrders(drive, [1, 2]);
    const given = await request(drive);
    const { manifests } = await bench.pull(given);
    drive.files.set('id-2', { name: '2.csv', content: 'id,amout\na,1\n' });
    expect(await toldBy(bench.pull(given))).toContain('2.csv  There is no column "amount".  Did you mean "amout"?');
    expect(await bench.rowsOf(given.outDir, manifests[0])).toHaveLength(4);
  });

  test('No secret is in any file, line of the log or error of a run that fails.', async () => {
    const drive = await start();
    putOrders(drive, [1]);
    const given = await request(drive);
    drive.fail((what) => (what === 'content' ? 'down' : undefined));
    const told = await toldBy(bench.pull(given));
    const files = await readdir(given.outDir, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
    const written = [told, ...bench.logged, ...(await Promise.all(texts))].join('\n');
    const key = JSON.parse(drive.serviceAccount).private_key as string;
    for (const secret of [drive.serviceAccount, key, ...key.trim().split('\n').slice(1, -1), ...drive.tokens])
      expect(written).not.toContain(secret);
  });
});
