import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type PostgresServer, startPostgres } from '../../standins/postgres.ts';
import { startS3 } from '../../standins/s3.ts';
import { type OrgRecord, startSalesforceOrg } from '../../standins/salesforce.ts';

/** A system to pull from, with as many rows as were asked for. */
export interface RemoteSystem {
  /** The source's file, which names the connection `FAR`. */
  readonly yaml: string;
  readonly variables: Readonly<Record<string, string>>;
  /** One row in a hundred is changed, one in a thousand removed, one in a thousand added. */
  change(): Promise<void>;
  close(): Promise<void>;
}

export interface RemoteRequest {
  readonly rows: number;
  /** There and empty; it goes with the remote system. */
  readonly folder: string;
}

const STAMPS = { before: '2026-11-01T00:00:00.000Z', after: '2026-11-20T00:00:00.000Z' };
const CHANNELS = ['App', 'In store', 'Marketplace', 'Web'];
const COLUMNS = `{id: bigint, updated_at: timestamp, name: varchar, town: varchar, email: varchar, amount: "decimal(18,2)", quantity: integer, channel: varchar, ordered_on: date, note: varchar}`;
const WIDE = 50;

/** Every remote system by its name; the folder and the rows are the caller's. */
export const REMOTES: Readonly<Record<string, (request: RemoteRequest) => Promise<RemoteSystem>>> = {
  salesforce: salesforceSide,
  postgres: (request) => postgresSide(request, 0),
  'postgres, 60 columns': (request) => postgresSide(request, WIDE),
  's3, one object': (request) => s3Side(request, { objects: 1, more: 0 }),
  's3, 200 objects': (request) => s3Side(request, { objects: 200, more: 0 }),
  's3, 200 objects of 60 columns': (request) => s3Side(request, { objects: 200, more: WIDE }),
  'files, one CSV': (request) => filesSide(request, { files: 1, more: 0 }),
  'files, one CSV of 60 columns': (request) => filesSide(request, { files: 1, more: WIDE }),
};

async function salesforceSide({ rows }: RemoteRequest): Promise<RemoteSystem> {
  let isChanged = false;
  const record = (at: number): OrgRecord => ({
    Id: `003${String(at).padStart(15, '0')}`,
    SystemModstamp: isChanged && (at % 100 === 7 || at >= rows) ? STAMPS.after : STAMPS.before,
    IsDeleted: isChanged && at % 1000 === 7,
    Name: `Customer ${(at * 7919) % 1_000_003}`,
    Town: `Town ${(at * 31) % 9973}`,
    Email: `c${(at * 104_729) % 1_000_003}@example.org`,
    Amount: ((at * 613) % 1_000_003) / 100,
    Quantity: isChanged && at % 100 === 7 ? 99 : at % 13,
    Channel: CHANNELS[at % 4] ?? '',
    Note: `Came by ${CHANNELS[(at * 5) % 4]} and stayed ${at % 365} days`,
  });
  const org = await startSalesforceOrg({
    objects: {
      Customer__c: {
        fields: [
          { name: 'Id', type: 'id' },
          { name: 'SystemModstamp', type: 'datetime' },
          { name: 'IsDeleted', type: 'boolean' },
          ...['Name', 'Town', 'Email', 'Channel', 'Note'].map((name) => ({ name, type: 'string' })),
          ...['Amount', 'Quantity'].map((name) => ({ name, type: 'double' })),
        ],
        *records() {
          const count = isChanged ? rows + rows / 1000 : rows;
          for (let at = 0; at < count; at += 1) yield record(at);
        },
      },
    },
  });
  return {
    yaml: `kind: salesforce
brands: [one]
connection: FAR
tables:
  rows:
    select: SELECT Id, SystemModstamp, Name, Town, Email, Amount, Quantity, Channel, Note FROM Customer__c
    columns: {Id: varchar, SystemModstamp: timestamp, Name: varchar, Town: varchar, Email: varchar, Amount: "decimal(18,2)", Quantity: integer, Channel: varchar, Note: varchar}
    key: Id
    cursor: SystemModstamp
`,
    variables: { FAR_LOGIN_URL: org.url, FAR_CLIENT_ID: org.clientId, FAR_CLIENT_SECRET: org.clientSecret },
    change: async () => {
      isChanged = true;
    },
    close: () => org.close(),
  };
}

/** The rows as SQL that DuckDB and Postgres both know, with so many columns more. */
export function rowsSql(numbers: string, more: number): string {
  const others = Array.from({ length: more }, (_, index) =>
    index % 2 === 0
      ? `'text ' || ((n * ${7919 + index}) % 100003) as more_${index}`
      : `(n * ${613 + index}) % 1000003 as more_${index}`,
  );
  return `select n as id, timestamp '2026-11-01' + n % 86400 * interval '1 second' as updated_at,
    'Customer ' || ((n * 7919) % 1000003) as name, 'Town ' || ((n * 31) % 9973) as town,
    'c' || ((n * 104729) % 1000003) || '@example.org' as email, cast((n * 613) % 1000003 as decimal(18, 2)) / 100 as amount,
    n % 13 as quantity, case n % 4 when 0 then 'App' when 1 then 'In store' when 2 then 'Web' else 'Marketplace' end as channel,
    date '2026-01-01' + cast(n % 300 as integer) as ordered_on, 'Came and stayed ' || (n % 365) || ' days' as note
    ${others.map((other) => `, ${other}`).join('')} from ${numbers}`;
}

function columnsYaml(more: number): string {
  const others = Array.from({ length: more }, (_, index) => `more_${index}: ${index % 2 === 0 ? 'varchar' : 'bigint'}`);
  return COLUMNS.replace('}', `${others.map((other) => `, ${other}`).join('')}}`);
}

async function postgresSide({ rows }: RemoteRequest, more: number): Promise<RemoteSystem> {
  const server: PostgresServer = await startPostgres();
  await server.query(
    `create table many as ${rowsSql(`generate_series(1::bigint, ${rows}::bigint) as numbers(n)`, more)}`,
  );
  await server.query('create index on many (updated_at)');
  return {
    yaml: `kind: postgres
brands: [one]
connection: FAR
tables:
  rows:
    table: many
    columns: ${columnsYaml(more)}
    key: id
    cursor: updated_at
`,
    variables: { FAR_URL: server.url },
    async change() {
      await server.query("update many set quantity = 99, updated_at = timestamp '2026-11-20' where id % 100 = 7");
      await server.query('delete from many where id % 1000 = 7');
      const added = `generate_series(${rows}::bigint + 1, ${rows}::bigint + ${rows / 1000}) as numbers(n)`;
      await server.query(`insert into many ${rowsSql(added, more)}`);
    },
    close: () => server.stop(),
  };
}

interface Shape {
  readonly files: number;
  readonly more: number;
}

/** Writes CSV files; once more, it writes the last of them, changed. */
async function csvFiles({ rows, folder }: RemoteRequest, { files, more }: Shape): Promise<() => Promise<string>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const each = Math.ceil(rows / files);
  const write = async (file: number, quantity: string): Promise<string> => {
    const path = join(folder, `rows-${String(file).padStart(3, '0')}.csv`);
    const sql = rowsSql(`range(${file * each + 1}, ${Math.min(rows, (file + 1) * each) + 1}) as numbers(n)`, more);
    await connection.run(`copy (select * replace (${quantity} as quantity) from (${sql})) to '${path}' (header true)`);
    return path;
  };
  await mkdir(folder, { recursive: true });
  for (let file = 0; file < files; file += 1) await write(file, 'quantity');
  return () => write(files - 1, 'case when id % 100 = 7 then 99 else quantity end');
}

function fileYaml(kind: string, more: number): string {
  return `kind: ${kind}
brands: [one]
connection: FAR
${kind === 's3' ? 'bucket: exports\n' : ''}tables:
  rows:
    files: "*.csv"
    columns: ${columnsYaml(more)}
    key: id
    cursor: updated_at
`;
}

async function filesSide(request: RemoteRequest, shape: Shape): Promise<RemoteSystem> {
  const change = await csvFiles(request, shape);
  return {
    yaml: fileYaml('files', shape.more),
    variables: { FAR_ROOT: request.folder },
    change: async () => void (await change()),
    close: async () => rm(request.folder, { recursive: true, force: true }),
  };
}

async function s3Side(
  request: RemoteRequest,
  { objects, more }: { readonly objects: number; readonly more: number },
): Promise<RemoteSystem> {
  const server = await startS3();
  const change = await csvFiles(request, { files: objects, more });
  const put = async (path: string): Promise<void> =>
    server.put(path.slice(request.folder.length + 1), createReadStream(path), (await stat(path)).size);
  for (let object = 0; object < objects; object += 1)
    await put(join(request.folder, `rows-${String(object).padStart(3, '0')}.csv`));
  return {
    yaml: fileYaml('s3', more),
    variables: {
      FAR_ENDPOINT: server.endpoint,
      FAR_ACCESS_KEY_ID: server.accessKeyId,
      FAR_SECRET_ACCESS_KEY: server.secretAccessKey,
    },
    change: async () => put(await change()),
    async close() {
      await server.close();
      await rm(request.folder, { recursive: true, force: true });
    },
  };
}
