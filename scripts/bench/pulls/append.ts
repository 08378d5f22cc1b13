/**
 * What ten rows cost that are appended to many: the CPU seconds (user and system) of a first pull, of one after ten rows have
 * come, and of one that finds no news; of whole processes, and of the pull without what every process takes.
 *
 *   node scripts/bench/pulls/append.ts [--rows 1500000] [--only files]
 */
import { spawn } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { startPostgres } from '../../standins/postgres.ts';
import { makePullProject } from './pullProject.ts';
import { rowsSql } from './remotes.ts';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1500000' }, only: { type: 'string', default: '' } },
});
const rows = Number(values.rows);
const MORE = 10;

interface Side {
  readonly yaml: string;
  readonly variables: Readonly<Record<string, string>>;
  append(): Promise<void>;
  close(): Promise<void>;
}

const TABLE = `kind: KIND
brands: [one]
connection: FAR
tables:
  rows:
    WHERE
    columns: {id: bigint, updated_at: timestamp, name: varchar, town: varchar, email: varchar, amount: "decimal(18,2)", quantity: integer, channel: varchar, ordered_on: date, note: varchar}
`;
const yamlOf = (kind: string, where: string, more: string): string =>
  `${TABLE.replace('KIND', kind).replace('WHERE', where)}${more}`;

async function postgresSide(): Promise<Side> {
  const server = await startPostgres();
  const added = (from: number, to: number): string =>
    rowsSql(`generate_series(${from}::bigint, ${to}::bigint) as numbers(n)`, 0);
  await server.query(`create table many as ${added(1, rows)}`);
  await server.query('create index on many (updated_at)');
  await server.query('create unique index on many (id)');
  return {
    yaml: yamlOf('postgres', 'table: many', '    key: id\n    cursor: updated_at\n'),
    variables: { FAR_URL: server.url },
    async append() {
      await server.query(`insert into many ${added(rows + 1, rows + MORE)}`);
      await server.query(`update many set updated_at = timestamp '2026-11-20' where id > ${rows}`);
    },
    close: () => server.stop(),
  };
}

async function filesSide(folder: string, more: string, isGrowing = false): Promise<Side> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await mkdir(join(folder, 'project/data'), { recursive: true });
  const write = async (name: string, from: number, to: number): Promise<void> => {
    const sql = rowsSql(`range(${from}, ${to + 1}) as numbers(n)`, 0);
    await connection.run(`copy (${sql}) to '${join(folder, 'project/data', name)}' (header true)`);
  };
  await write('a.csv', 1, rows);
  return {
    yaml: yamlOf('files', 'files: data/*.csv', more),
    variables: {},
    async append() {
      await write('b.csv', rows + 1, rows + MORE);
      if (!isGrowing) return;
      const added = join(folder, 'project/data/b.csv');
      const text = await readFile(added, 'utf8');
      await appendFile(join(folder, 'project/data/a.csv'), text.slice(text.indexOf('\n') + 1));
      await rm(added);
    },
    close: async () => instance.closeSync(),
  };
}

const SIDES: Readonly<Record<string, (folder: string) => Promise<Side>>> = {
  'files without a key': (folder) => filesSide(folder, ''),
  'files with a key': (folder) => filesSide(folder, '    key: id\n    cursor: updated_at\n'),
  'grown file without a key': (folder) => filesSide(folder, '', true),
  'grown file with a key': (folder) => filesSide(folder, '    key: id\n    cursor: updated_at\n', true),
  postgres: postgresSide,
};

/** The CPU seconds of a process and of those that it waited for, as the shell tells them. */
async function cpuOf(args: readonly string[], variables: Readonly<Record<string, string>>): Promise<number> {
  const cli = join(import.meta.dirname, '../../../src/cli.ts');
  const timed = ['-c', 'TIMEFORMAT="%U %S"; time "$@"', 'bash', process.execPath, cli, ...args, '--quiet'];
  const child = spawn('bash', timed, { env: { ...process.env, ...variables }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  if (code !== 0) throw new Error(`broadsheet ${args.join(' ')} ended badly:\n${said}`);
  const times = /([\d.]+) ([\d.]+)\s*$/.exec(said);
  return Number(times?.[1]) + Number(times?.[2]);
}

console.log(`| ${rows} rows | first | ten more | no news | ten more ÷ first | without what a process takes |`);
console.log('|---|--:|--:|--:|--:|--:|');
for (const [name, start] of Object.entries(SIDES)) {
  if (!name.startsWith(values.only)) continue;
  const folder = await mkdtemp(join(tmpdir(), 'append-'));
  const side = await start(folder);
  try {
    const project = join(folder, 'project');
    await makePullProject(project, side.yaml);
    const pull = () => cpuOf(['pull', '--project', project, '--out', join(folder, 'out')], side.variables);
    const first = await pull();
    await side.append();
    const ten = await pull();
    const none = await pull();
    const shares = [ten / first, (ten - none) / (first - none)].map((share) => `1 / ${(1 / share).toFixed(1)}`);
    console.log(`| ${[name, ...[first, ten, none].map((cpu) => `${cpu.toFixed(2)} s`), ...shares].join(' | ')} |`);
  } finally {
    await side.close();
    await rm(folder, { recursive: true, force: true });
  }
}
