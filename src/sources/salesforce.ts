import { join } from 'node:path';
import { didYouMean, ProblemsError } from '../lib/problem.ts';
import type { Log, SourceTable } from '../types.ts';
import { type Answer, patientFetch } from './patientFetch.ts';
import { openRowFile, type RowFile } from './rowFile.ts';
import { missingSalesforceSecrets, nameAndMessage, type SalesforceSession, signIn } from './salesforceSignIn.ts';
import type { SourceKind } from './sourceKind.ts';

/** Summer '24. Salesforce keeps a version for at least three years. */
const API_VERSION = '61.0';
/** A page that is announced more often than this leads nowhere. */
const MOST_VISITS = 3;

type SalesforceRecord = Readonly<Record<string, unknown>>;

interface QueryPage {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly SalesforceRecord[];
}

/** A Salesforce org: each table is a SOQL query over the REST API. Memory does not grow with the number of rows. */
export const salesforce: SourceKind = {
  missingSecrets: missingSalesforceSecrets,
  async connect({ source, effects, budget }) {
    const ask = patientFetch({ budget, isLater });
    const session = await signIn(source, { env: effects.env, ask });
    return {
      async pull({ table, folder }) {
        const label = `${source.name}.${table.name}`;
        const rows = openRowFile(join(folder, 'records.ndjson'), {
          columns: Object.keys(table.columns),
          label,
          read: fieldOf,
        });
        const announcedRows = await queryTo(rows, { session, table, label, log: effects.log });
        return { mode: 'everything', files: [rows.file], announcedRows, state: null, isOrdered: true };
      },
    };
  },
};

/** Too many calls at once, or for the day, come with a status of their own. */
function isLater({ status, body }: Answer): boolean {
  return status === 403 && body.includes('REQUEST_LIMIT_EXCEEDED');
}

interface Query {
  readonly session: SalesforceSession;
  readonly table: SourceTable;
  readonly label: string;
  readonly log: Log;
}

/** Writes the query's records, page by page, as a JSON object per line; returns how many Salesforce announced. */
async function queryTo(rows: RowFile, query: Query): Promise<number> {
  const visits = new Map<string, number>();
  const select = String(query.table.options['select'] ?? '');
  let url: string | undefined = `/services/data/v${API_VERSION}/query?q=${encodeURIComponent(select)}`;
  let announced = 0;
  try {
    while (url !== undefined) {
      visits.set(url, (visits.get(url) ?? 0) + 1);
      if ((visits.get(url) ?? 0) > MOST_VISITS) throw refused(query, 'Salesforce gives the same page over and over.');
      const page: QueryPage = await fetchPage(url, query);
      const [first] = page.records;
      if (first !== undefined) compareFields(first, Object.keys(query.table.columns), query);
      await rows.write(page.records);
      announced = page.totalSize;
      query.log.progress(`${query.label}: ${rows.rows} of ${announced} rows`);
      url = nextUrl(page, query);
    }
  } finally {
    await rows.close();
  }
  return announced;
}

async function fetchPage(url: string, query: Query): Promise<QueryPage> {
  const page = await query.session.connection.request<Partial<QueryPage> | undefined>(url).catch((error: unknown) => {
    if (error instanceof ProblemsError) throw error;
    throw refused(query, `Salesforce did not answer the query. ${query.session.scrub(nameAndMessage(error))}`);
  });
  if (typeof page?.totalSize === 'number' && Array.isArray(page.records)) return page as QueryPage;
  throw refused(query, 'Salesforce answered with something that is no page of records.');
}

function nextUrl({ done, nextRecordsUrl }: QueryPage, query: Query): string | undefined {
  if (done) return undefined;
  // Only ever a path of the same org: the token goes with the request.
  if (nextRecordsUrl?.startsWith('/services/data/')) return nextRecordsUrl;
  throw refused(query, 'Salesforce says that there are more pages and not where.');
}

function compareFields(record: SalesforceRecord, names: readonly string[], query: Query): void {
  const there = fieldNames(record);
  const problems = names
    .filter((name) => fieldOf(record, name) === undefined)
    .map((name) => ({
      ...query.table.place,
      message: `The query of ${query.label} brings no field "${name}".`,
      hint: didYouMean(name, there),
    }));
  if (problems.length > 0) throw new ProblemsError(problems);
}

/** A field by its name; "Owner.Name" of the record's owner, null where there is no owner. Undefined where there is no such field. */
function fieldOf(record: SalesforceRecord, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  const dot = name.indexOf('.');
  if (dot === -1) return undefined;
  const parent = fieldOf(record, name.slice(0, dot));
  return isRecord(parent) ? fieldOf(parent, name.slice(dot + 1)) : parent === null ? null : undefined;
}

function fieldNames(record: SalesforceRecord): readonly string[] {
  return Object.entries(record)
    .filter(([name]) => name !== 'attributes')
    .flatMap(([name, value]) =>
      isRecord(value) && 'attributes' in value ? fieldNames(value).map((inner) => `${name}.${inner}`) : [name],
    );
}

function isRecord(value: unknown): value is SalesforceRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused({ table }: Query, message: string): ProblemsError {
  return new ProblemsError([{ ...table.place, message }]);
}
