import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Source } from '../../../src/types.ts';
import { source, table, useBench } from '../connectors/fixture.ts';
import { randomOf } from '../connectors/random.ts';

const bench = useBench();

/** Pulls in a process that is killed some milliseconds after it has begun. True where it was. */
async function killedPull(outDir: string, app: Source, afterMs: number): Promise<boolean> {
  const script = join(import.meta.dirname, 'pullProcess.ts');
  const pulling = spawn(process.execPath, [script, outDir, JSON.stringify(app)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(pulling, 'exit');
  await once(pulling.stdout, 'data');
  await Promise.race([sleep(afterMs), ended]);
  pulling.kill('SIGKILL');
  const [, signal] = await ended;
  return signal === 'SIGKILL';
}

test('A process that is killed at any moment leaves the state before or after it; the next pull makes it whole.', async () => {
  const outDir = await bench.folder('out');
  await mkdir(join(outDir, 'in'));
  const rows = table({ id: 'integer', v: 'varchar' }, { files: 'in/*.csv' }, { key: ['id'], keepHours: 24 });
  const app = source('files', [rows, { ...rows, name: 'more', key: [] }], { brands: ['one', 'two'] });
  const random = randomOf(5);
  let killed = 0;
  for (let turn = 0; turn < 8; turn += 1) {
    const lines = Array.from({ length: 20_000 }, (_, id) => `${id},v${random.below(9)}`);
    await writeFile(join(outDir, 'in', `${random.below(3)}.csv`), `id,v\n${lines.join('\n')}\n`);
    if (await killedPull(outDir, app, random.below(400))) killed += 1;
    for (const path of await manifests(outDir)) {
      const manifest = JSON.parse(await readFile(path, 'utf8'));
      expect((await bench.rowsOf(outDir, manifest)).length).toBe(manifest.rows);
    }
  }
  expect(killed).toBeGreaterThan(0);
  await bench.expectFullPull({ source: app, outDir });
  const left = (await readdir(outDir, { recursive: true })).filter((name) => name.endsWith('.tmp'));
  expect(left).toEqual([]);
});

async function manifests(outDir: string): Promise<readonly string[]> {
  const names = await readdir(outDir, { recursive: true });
  return names.filter((name) => name.endsWith('manifest.json')).map((name) => join(outDir, name));
}
