/**
 * What a pull of many rows takes: each remote system runs in a process of its own; a first pull, one after little has changed, and one
 * after nothing has.
 *
 *   node scripts/bench/pulls/run.ts [--rows 2000000] [--only postgres]
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { type Measured, measure } from '../measure.ts';
import { makePullProject } from './pullProject.ts';
import { REMOTES, type RemoteSystem } from './remotes.ts';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '2000000' }, only: { type: 'string', default: '' } },
});

console.log(`| ${values.rows} rows | first pull | 1 % changed | nothing changed |\n|---|--:|--:|--:|`);
for (const name of Object.keys(REMOTES)) {
  if (!name.startsWith(values.only)) continue;
  const figures = await measureSide(name);
  console.log(`| ${[name, ...figures.map(words)].join(' | ')} |`);
}

async function measureSide(name: string): Promise<readonly Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pulls-'));
  const side = spawn(
    process.execPath,
    [join(import.meta.dirname, 'remote.ts'), name, values.rows, join(folder, 'far')],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: side.stdout })[Symbol.asyncIterator]();
  try {
    const started = await lines.next();
    const { yaml, variables } = JSON.parse(String(started.value)) as Pick<RemoteSystem, 'yaml' | 'variables'>;
    await makePullProject(join(folder, 'project'), yaml);
    const pull = () => measure(['pull', '--project', join(folder, 'project'), '--out', join(folder, 'out')], variables);
    const first = await pull();
    side.stdin.write('change\n');
    await lines.next();
    return [first, await pull(), await pull()];
  } finally {
    side.stdin.end();
    await new Promise((done) => side.once('close', done));
    await rm(folder, { recursive: true, force: true });
  }
}

function words({ seconds, peakMb }: Measured): string {
  return `${peakMb?.toFixed(0)} MB, ${seconds.toFixed(0)} s`;
}
