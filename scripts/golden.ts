/** Accepts what the tests found changed: each `<name>-changed` below tests/ takes the place of its golden file. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { acceptGolden } from '../tests/support/golden.ts';

const tests = join(import.meta.dirname, '..', 'tests');
for (const kind of ['projects', 'mistakes']) {
  const cases = await readdir(join(tests, kind), { withFileTypes: true });
  for (const { name } of cases.filter((entry) => entry.isDirectory()))
    for (const path of await acceptGolden(join(tests, kind, name))) console.log(`tests/${kind}/${name}/${path}`);
}
