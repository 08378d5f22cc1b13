import { join } from 'node:path';
import { didYouMean, ProblemsError } from '../../lib/problem.ts';
import type { Log, SourceTable } from '../../types.ts';
import { openRowFile, type RowFile } from '../shared/rowFile.ts';
import type { SalesforceOptions } from './options.ts';
import { nameAndMessage, type SalesforceSession } from './signIn.ts';

/** Summer '24. Salesforce keeps a version for at least three years. */
export const API_PATH = '/services/data/v61.0';
/** A page that is announced more often than this leads nowhere. */
const MOST_VISITS = 3;

type SalesforceRecord = Readonly<Record<string, unknown>>;

interface QueryPage {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly SalesforceRecord[];
}

/** Whose query it is, and where what is wrong with it is told. */
export interface QueryContext {
  readonly session: SalesforceSession;
  readonly table: SourceTable<SalesforceOptions>;
  readonly label: string;
  readonly log: Log;
  /** For files on their way. */
  readonly folder: string;
}

export interface Select {
  readonly soql: string;
  /** Deleted records too. */
  readonly isAll?: boolean;
  /** The columns that are written; the table's where absent. */
  readonly columns?: readonly string[];
  /** A file of this name, in the folder of the pull. */
  readonly file: string;
  /** Where there are more rows than this, none is written, and `rows` says so. */
  readonly most?: number;
}

export interface Selected {
  readonly rows: RowFile;
  /** How many Salesforce announced. */
  readonly announced: number;
  readonly isTooMany: boolean;
}

/** Writes a query's records over the REST API, page by page, as a JSON object per line. Memory does not grow with their number. */
export async function selectRecords(
  { soql, isAll = false, columns, file, most = Number.POSITIVE_INFINITY }: Select,
  query: QueryContext,
): Promise<Selected> {
  const names = columns ?? Object.keys(query.table.columns);
  const rows = openRowFile(join(query.folder, file), { columns: names, label: query.label, read: fieldOf });
  const visits = new Map<string, number>();
  let url: string | undefined = queryUrl(soql, isAll);
  let announced = 0;
  try {
    while (url !== undefined) {
      visits.set(url, (visits.get(url) ?? 0) + 1);
      if ((visits.get(url) ?? 0) > MOST_VISITS) throw refused(query, 'Salesforce gives the same page over and over.');
      const page: QueryPage = await fetchPage(url, query);
      announced = page.totalSize;
      if (announced > most) return { rows, announced, isTooMany: true };
      const [first] = page.records;
      if (first !== undefined) compareFields(first, names, query);
      await rows.write(page.records);
      query.log.progress(`${query.label}: ${rows.rows} of ${announced} rows`);
      url = nextUrl(page, query);
    }
  } finally {
    await rows.close();
  }
  return { rows, announced, isTooMany: false };
}

/** A query's first records, and how many there are in all: for queries whose answer is short. */
export async function selectFew(
  { soql, isAll = false }: Pick<Select, 'soql' | 'isAll'>,
  query: QueryContext,
): Promise<{ readonly totalSize: number; readonly records: readonly SalesforceRecord[] }> {
  return fetchPage(queryUrl(soql, isAll), query);
}

function queryUrl(soql: string, isAll: boolean): string {
  return `${API_PATH}/${isAll ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`;
}

async function fetchPage(url: string, query: QueryContext): Promise<QueryPage> {
  const page = await query.session.connection.request<Partial<QueryPage> | undefined>(url).catch((error: unknown) => {
    if (error instanceof ProblemsError) throw error;
    throw refused(query, `Salesforce did not answer the query. ${query.session.scrub(nameAndMessage(error))}`);
  });
  if (typeof page?.totalSize === 'number' && Array.isArray(page.records)) return page as QueryPage;
  throw refused(query, 'Salesforce answered with something that is no page of records.');
}

function nextUrl({ done, nextRecordsUrl }: QueryPage, query: QueryContext): string | undefined {
  if (done) return undefined;
  // Only ever a path of the same org: the token goes with the request.
  if (nextRecordsUrl?.startsWith('/services/data/')) return nextRecordsUrl;
  throw refused(query, 'Salesforce says that there are more pages and not where.');
}

function compareFields(record: SalesforceRecord, names: readonly string[], query: QueryContext): void {
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

export function refused({ table }: QueryContext, message: string): ProblemsError {
  return new ProblemsError([{ ...table.place, message }]);
}
