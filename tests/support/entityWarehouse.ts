import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { buildEntity } from '../../src/config/buildEntity.ts';
import { wholeFile } from '../../src/extracts/rowFiles.ts';
import type { Brand, ExtractManifest, Model, Project, Source } from '../../src/types.ts';
import { lineageOf } from '../../src/warehouse/lineage.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/openWarehouse.ts';
import { orderModels } from '../../src/warehouse/orderModels.ts';
import { buildWhole } from './buildWhole.ts';
import { entityRows, type RowsRequest, rowMacros } from './entityRows.ts';
import { PlainSql } from './plainSql.ts';
import { wordsOf } from './words.ts';

/** The one source of the generated rows. */
const SOURCE = 'generated';

export const BRAND: Brand = {
  ...{
    name: 'made',
    title: 'Made',
    locale: 'en-GB',
    words: wordsOf('en-GB'),
    timeZone: 'UTC',
    weekStart: 'monday',
    currency: 'EUR',
  },
  ...{ paper: 'A4', colours: { accent: '#000000', series: [] }, mailFrom: 'made@example.org' },
  place: { file: 'templates/brands/made/brand.yml' },
};

/** A warehouse, and plain SQL on the same file. */
export interface EntityWarehouse {
  readonly warehouse: Warehouse;
  readonly plain: PlainSql;
  close(): Promise<void>;
}

/** The project's marts over generated rows of its entities, and over nothing else. The caller closes it. */
export async function entityWarehouse(
  project: Project,
  folder: string,
  request: RowsRequest,
): Promise<EntityWarehouse> {
  await mkdir(folder, { recursive: true });
  const entities = project.models.filter(({ contract }) => contract !== undefined);
  const extracts = await writeRows(entities, folder, request);
  const file = join(folder, 'made.duckdb');
  const models = await modelsOver(project, entities);
  await buildWhole({ file, outDir: folder, brand: BRAND, sources: [generated(entities)], models, extracts });
  const warehouse = await openWarehouse(file);
  const plain = await PlainSql.open(file);
  return {
    warehouse,
    plain,
    close: async () => {
      plain.close();
      await warehouse.close();
    },
  };
}

function nounOf({ name }: Model): string {
  return name.slice('stg_'.length);
}

function columnsOf({ contract }: Model): Readonly<Record<string, string>> {
  return contract?.columns ?? {};
}

function generated(entities: readonly Model[]): Source {
  const place = { file: `queries/sources/${SOURCE}.yml` };
  const tables = entities.map((entity) => {
    return { name: nounOf(entity), columns: columnsOf(entity), key: [], options: {}, place };
  });
  return { name: SOURCE, kind: 'files', brands: [BRAND.name], tables, place };
}

/** The entities fed by the generated rows, and every mart that rests on nothing but entities. */
async function modelsOver({ models, sources }: Project, entities: readonly Model[]): Promise<readonly Model[]> {
  const staged = entities.map((entity): Model => {
    const name = `stg_${SOURCE}_${nounOf(entity)}`;
    return { name, layer: 'staging', sql: `from ${SOURCE}.${nounOf(entity)}`, columns: {}, place: entity.place };
  });
  const fed = entities.map((entity) => {
    const columns = Object.entries(columnsOf(entity)).map(([name, type]) => [name, { type, description: name }]);
    const whole = { description: '', columns: Object.fromEntries(columns) };
    const yaml = { file: entity.place.file, raw: {}, at: () => entity.place };
    const names = { source: [SOURCE], staging: staged.map(({ name }) => name) };
    return buildEntity({ name: entity.name, yaml, whole, known: whole }, names);
  });
  const marts = models.filter(({ layer }) => layer === 'mart');
  const { uses } = await orderModels({
    models: [...fed, ...staged, ...models.filter((model) => !entities.includes(model))],
    sources: [...sources, generated(entities)],
  });
  const known = new Set([...marts, ...fed, ...staged].map(({ name }) => name));
  const isOver = ({ name }: Model): boolean => {
    const { models: under, sources: from } = lineageOf({ models: [name], sourceTables: [] }, uses);
    return under.every((model) => known.has(model)) && from.every((source) => source === SOURCE);
  };
  return [...staged, ...fed, ...marts.filter(isOver)];
}

async function writeRows(
  entities: readonly Model[],
  folder: string,
  request: RowsRequest,
): Promise<readonly ExtractManifest[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  try {
    const connection = await instance.connect();
    for (const macro of rowMacros(request)) await connection.run(macro);
    const extracts: ExtractManifest[] = [];
    for (const entity of entities) {
      const noun = nounOf(entity);
      const parquet = `${noun}.parquet`;
      const made = entityRows[noun] ?? {};
      const { without = [] } = request;
      const count = without.includes(noun) ? 0 : request.rows;
      const cells = Object.entries(columnsOf(entity)).map(([name, type]) => {
        const sql = without.includes(`${noun}.${name}`) ? 'null' : made[name];
        if (sql === undefined) throw new Error(`entityRows makes no ${noun}.${name}.`);
        return `(${sql})::${type} as "${name}"`;
      });
      const rows = `select ${cells.join(', ')} from range(${count}) as numbers(i)`;
      await connection.run(`copy (${rows}) to '${join(folder, parquet)}' (format parquet)`);
      const rest = { rows: count, columns: {}, rowsHash: '', asOf: '2026-01-01T00:00:00Z', rejected: [] };
      extracts.push({
        source: SOURCE,
        table: noun,
        brand: BRAND.name,
        files: { base: wholeFile(parquet, count), deltas: [], key: [] },
        ...rest,
      });
    }
    return extracts;
  } finally {
    instance.closeSync();
  }
}
