/**
 * A real data set through the sample's own definitions: the set's folder brings what says where its data lies and how
 * its columns are called (sources, staging, a brand); contracts, marts, metrics and checks are the repository's.
 */
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { listFiles, readJson } from '../../src/lib/files.ts';
import type { Grain } from '../../src/lib/period.ts';
import type { Cell, Snapshot, Table } from '../../src/types.ts';
import { openWarehouse } from '../../src/warehouse/openWarehouse.ts';
import { broadsheet, REPOSITORY, scratchFolder } from './broadsheet.ts';
import { realData } from './realData.ts';

export type Row = Readonly<Record<string, Cell>>;

export interface RealRequest {
  /** A folder of tests/projects/real: `queries/sources`, `queries/staging` and `templates/brands/<brand>`. */
  readonly set: string;
  /** Below BROADSHEET_REAL_DATA; default `data/<set>`. Sources find it with `connection: REAL`. */
  readonly dataFolder?: string;
  /** The instant of the run: the edition is that of the last period of the schedule that has closed. */
  readonly now: string;
  readonly schedule?: 'daily' | 'weekly' | 'monthly' | 'quarterly';
  /** Blocks as a report's front matter has them: `{sales: {metrics: ['revenue'], grain: 'month', by: 'category'}}`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Names of checks of the repository to run before; one that fails holds the edition and fails the test. */
  readonly checks?: readonly string[];
  /** Models, and tables of sources, that `query` will read beside those that metrics of the blocks rest on: nothing else is built. */
  readonly models?: readonly string[];
  /** Whether no metric of the blocks has a row, so that the edition is held: the warehouse alone can be asked. */
  readonly isHeld?: boolean;
}

export interface RealProject {
  /** The rows of a block at a grain, default its first; `period` is the period's first day. */
  readonly rows: (block: string, grain?: Grain) => readonly Row[];
  /** What was measured and told. */
  readonly snapshot: Snapshot | undefined;
  /** The rows of a select over the brand's warehouse. */
  readonly query: (sql: string) => Promise<readonly Row[]>;
}

/** Pulls and measures a real set. Throws with what the command line said where it did not end well. */
export async function realProject(request: RealRequest): Promise<RealProject> {
  const { set, now, dataFolder = join('data', set), isHeld = false } = request;
  const root = await scratchFolder();
  const [project, out] = [join(root, 'project'), join(root, 'out')];
  await cp(join(REPOSITORY, 'tests', 'projects', 'real', set), project, { recursive: true });
  await layBeside(project, request);
  for (const stage of ['pull', 'build']) {
    const flags = ['--project', project, '--out', out, '--now', now, '--quiet'];
    const { status, stdout, stderr } = await broadsheet([stage, ...flags], {
      env: { REAL_ROOT: realData(dataFolder) },
    });
    if (status !== (isHeld && stage === 'build' ? 1 : 0))
      throw new Error(`broadsheet ${stage} of ${set} ended with ${status}.\n${stdout}${stderr}`);
  }
  const [brand = ''] = await readdir(join(project, 'templates', 'brands'));
  const snapshot = isHeld ? undefined : await lastSnapshot(out);
  return {
    snapshot,
    rows: (block, grain) => {
      const { grains = [], tables = {} } = snapshot?.data[block] ?? {};
      const table = tables[grain ?? grains[0] ?? 'day'];
      if (table === undefined) throw new Error(`The snapshot has no block "${block}" of that grain.`);
      return recordsOf(table);
    },
    query: async (sql) => {
      const warehouse = await openWarehouse(join(out, 'warehouse', `${brand}.duckdb`));
      try {
        const { columns, rows } = await warehouse.query(sql);
        return recordsOf({ columns, rows });
      } finally {
        await warehouse.close();
      }
    },
  };
}

/**
 * The repository's library, laid into a project that brings sources and staging: contracts, marts, metrics, data tests and
 * teams. Returns the names of the teams. What names a source belongs to that source, and stays away.
 */
export async function layDefinitions(project: string): Promise<readonly string[]> {
  const from = (...path: readonly string[]): string => join(REPOSITORY, ...path);
  for (const part of ['queries/marts', 'queries/metrics', 'templates/teams'])
    await cp(from(part), join(project, part), { recursive: true });
  const sources = (await readdir(from('queries', 'sources'))).map((file) => file.replace('.yml', ''));
  const isOfSource = (file: string): boolean => sources.some((source) => file.startsWith(`${source}_`));
  for (const file of await readdir(from('queries', 'checks')))
    if (!isOfSource(file)) await cp(from('queries', 'checks', file), join(project, 'queries', 'checks', file));
  for (const file of await readdir(from('queries', 'staging')))
    if (file.endsWith('.yml')) await cp(from('queries', 'staging', file), join(project, 'queries', 'staging', file));
  return (await readdir(from('templates', 'teams'))).map((file) => file.replace('.yml', ''));
}

/** The repository's definitions, and the one report that asks for the blocks. */
async function layBeside(
  project: string,
  { schedule = 'monthly', data, checks = [], models = [] }: RealRequest,
): Promise<void> {
  const teams = await layDefinitions(project);
  await writeFile(
    join(project, 'templates', 'site.yml'),
    stringify({ title: 'Real data', base_url: 'https://reports.example.org' }),
  );
  const counts = models.map(
    (model) => `select '${model}' as model, count(*) as rows from ${model} where $period_end::date is not null`,
  );
  const counted = models.length === 0 ? {} : { models_read: { query: 'models_read', grain: 'month' } };
  const front = { title: 'Everything', team: teams[0], schedule, data: { ...data, ...counted }, checks };
  if (models.length > 0) {
    await mkdir(join(project, 'queries', 'reports'), { recursive: true });
    await writeFile(
      join(project, 'queries', 'reports', 'models_read.sql'),
      `${counts.join('\nunion all\n')}\norder by model\n`,
    );
  }
  await mkdir(join(project, 'templates', 'reports', 'everything'), { recursive: true });
  await writeFile(join(project, 'templates', 'reports', 'everything', 'report.md'), `---\n${stringify(front)}---\n`);
}

async function lastSnapshot(out: string): Promise<Snapshot> {
  const paths = (await listFiles(join(out, 'snapshots'))).filter((path) => path.endsWith('.json')).sort();
  const last = paths.at(-1);
  const snapshot = last === undefined ? undefined : await readJson<Snapshot>(join(out, 'snapshots', last));
  if (snapshot === undefined) throw new Error('No edition was built: a check held it, or none was due.');
  return snapshot;
}

function recordsOf({
  columns,
  rows,
}: Pick<Table, 'rows'> & { readonly columns: readonly { readonly name: string }[] }) {
  return rows.map((row): Row => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
}
