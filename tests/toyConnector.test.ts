/** The connector that CONTRIBUTING.md makes by its steps, taken from there as it is written, and run. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { Connector } from '../src/connectors/connector.ts';
import { CallBudget } from '../src/connectors/shared/callBudget.ts';
import type { Source } from '../src/types.ts';
import { REPOSITORY, scratchFolder } from './support/broadsheet.ts';

test('The line server of CONTRIBUTING.md brings the rows of a list', async () => {
  const guide = await readFile(join(REPOSITORY, 'CONTRIBUTING.md'), 'utf8');
  const folder = await scratchFolder();
  for (const [, indent = '', path = '', body = ''] of guide.matchAll(
    /^( *)```ts\n +\/\/ (src\/connectors\/lineServer\/\w+\.ts)\n([\s\S]*?)^\1```/gm,
  )) {
    const source = pathToFileURL(join(REPOSITORY, 'src')).href;
    const text = body.replaceAll(`\n${indent}`, '\n').replaceAll("'../../", `'${source}/`);
    const target = join(folder, path.replace('src/connectors/', ''));
    await mkdir(join(target, '..'), { recursive: true });
    await writeFile(target, text.replaceAll("'../", `'${source}/connectors/`));
  }
  const { lineServer } = (await import(join(folder, 'lineServer/connector.ts'))) as { lineServer: Connector };

  const server = createServer((socket) => {
    socket.once('data', (asked) => socket.end(asked.toString() === 'orders\n' ? '{"id":1}\n{"id":2,"more":0}\n' : ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { port: number };
  const env = (name: string): string | undefined => (name === 'LINES_ADDRESS' ? `127.0.0.1:${port}` : undefined);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const place = { file: 'queries/sources/lines.yml', line: 1 };
  const table = { name: 'orders', columns: { id: 'bigint' }, key: [], options: { list: 'orders' }, place };
  const source = {
    name: 'lines',
    kind: 'line-server',
    connection: 'LINES',
    tables: [table],
    place,
  } as unknown as Source;
  const retryClock = { sleep: async () => {}, random: () => 0 };
  const budget = new CallBudget({ retryClock, log: log as never, source });
  try {
    expect(lineServer.missingSecrets(source, () => undefined)).toEqual(['LINES_ADDRESS']);
    const effects = { env, log } as never;
    const connection = await lineServer.connect({ source, projectRoot: folder, effects, budget });
    const pulled = await connection.pull({ table: table as never, folder, since: null });
    if (pulled.mode !== 'everything') throw new Error(pulled.mode);
    const texts = await Promise.all(pulled.files.map(({ path }) => readFile(path, 'utf8')));
    expect(texts).toEqual(['{"id":1}\n{"id":2}\n']);
    expect(budget.calls).toBe(1);
  } finally {
    server.close();
  }
});
