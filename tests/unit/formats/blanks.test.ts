import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { source, table, useBench } from '../connectors/fixture.ts';

const bench = useBench();

const TYPES = ['integer', 'bigint', 'utinyint', 'decimal(18,2)', 'decimal(38,9)', 'double', 'float'];
const BLANKS = [' ', '  ', '\t', '\u00a0', '\u202f', '\u2009', '\u3000', '\v'];

test('A blank within a number makes its row bad, whatever the blank and the type; one around it is no part of it.', async () => {
  const root = await bench.folder('project');
  const within = BLANKS.flatMap((blank) => [`1${blank}0`, `1${blank}2.5`, `-${blank}7`, `1.${blank}5`, `1e${blank}1`]);
  const around = [' 7', '7 ', '  7  '];
  for (const type of TYPES) {
    const lines = [...within, ...around].map((text, id) => `${id},"${text}"`);
    await writeFile(join(root, 'in.csv'), `id,n\n${lines.join('\n')}\n`);
    const from = source('files', [table({ id: 'integer', n: type }, { files: 'in.csv' }, { maxBadRows: 1 })]);
    const outDir = await bench.folder('out');
    const { manifests } = await bench.pull({ source: from, outDir, projectRoot: root });
    expect((await bench.rowsOf(outDir, manifests[0])).map(([, n]) => Number(n))).toEqual(around.map(Number));
    expect([type, manifests[0]?.rows, manifests[0]?.rejected.length]).toEqual([type, around.length, within.length]);
  }
});
