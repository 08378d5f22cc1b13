import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type S3Server, startS3 } from '../../../scripts/standins/s3.ts';
import { openObjectStore } from '../../../src/connectors/s3/objectStore.ts';
import { type Archive, bucketArchive, folderArchive } from '../../../src/editions/published/archive.ts';

let folder = '';
let server: S3Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-'));
  server = await startS3({ bucket: 'kept' });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function bucket(): Archive {
  const variables: Readonly<Record<string, string>> = {
    A_ENDPOINT: server.endpoint,
    A_ACCESS_KEY_ID: server.accessKeyId,
    A_SECRET_ACCESS_KEY: server.secretAccessKey,
  };
  const env = (name: string): string | undefined => variables[name];
  return bucketArchive(openObjectStore({ address: 's3://kept/reports/2026', variables: 'A', env }));
}

describe.each([
  ['a folder', () => folderArchive(folder)],
  ['a bucket', bucket],
])('In %s', (_, open) => {
  test('what was put is there for whoever opens it next, once, and what is not wanted goes', async () => {
    const [page, other] = [Buffer.from('<p>page ü</p>'), Buffer.from([0, 255, 7])];
    const first = open();
    const hash = await first.put(page);
    expect(await first.put(page)).toBe(hash);
    const gone = await first.put(other);
    const again = open();
    expect(await again.has(hash, page.byteLength)).toBe(true);
    expect(await again.has(hash, 1)).toBe(false);
    expect(Buffer.from((await again.get(hash)) ?? [])).toEqual(page);
    expect(await again.get('0'.repeat(64))).toBeUndefined();
    expect(await again.keepOnly(new Set([hash]))).toBe(1);
    expect(await open().get(gone)).toBeUndefined();
    expect(Buffer.from((await open().get(hash)) ?? [])).toEqual(page);
  });
});

test('What is damaged in a folder is not there, and is put once more', async () => {
  const archive = folderArchive(join(folder, 'damaged'));
  const hash = await archive.put(Buffer.from('whole'));
  const path = join(folder, 'damaged', hash.slice(0, 2), hash.slice(2));
  await writeFile(path, '\0\0\0\0\0');
  expect(await archive.get(hash)).toBeUndefined();
  await archive.put(Buffer.from('whole'));
  expect(Buffer.from((await archive.get(hash)) ?? []).toString()).toBe('whole');
  expect(await readdir(join(folder, 'damaged', hash.slice(0, 2)))).toEqual([hash.slice(2)]);
});

test('Without keys every variable that is missing is named', () => {
  const open = () => openObjectStore({ address: 's3://kept', variables: 'A', env: () => undefined });
  expect(open).toThrow(/A_REGION[\s\S]*A_ACCESS_KEY_ID[\s\S]*A_SECRET_ACCESS_KEY/);
});
