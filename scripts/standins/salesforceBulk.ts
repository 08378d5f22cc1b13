import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { fieldValue, type OrgObject, type OrgRecord, parseSoql, runSoql, type Soql, SoqlError } from './soql.ts';

/** A job of the Bulk API 2.0. Its results come from a run over the records, so that millions of them need not be held. */
export interface BulkJob {
  readonly id: string;
  readonly soql: Soql;
  readonly object: OrgObject;
  readonly isAll: boolean;
  looks: number;
  rows: number | undefined;
  /** A run over the records, and how many of them it has given: the next page goes on with it. */
  run: { readonly records: AsyncGenerator<OrgRecord>; at: number } | undefined;
}

/** POST jobs/query. Throws a SoqlError for a query that cannot be read. */
export function createJob(
  { objects, jobs }: { readonly objects: Readonly<Record<string, OrgObject>>; readonly jobs: Map<string, BulkJob> },
  body: string,
): object {
  const { operation, query } = JSON.parse(body);
  const soql = parseSoql(query, objects);
  const object = objects[soql.object];
  if (object === undefined || soql.fields.length === 0)
    throw new SoqlError('API_ERROR', 'Aggregate queries are not supported by the Bulk API');
  const id = `750${randomUUID().replaceAll('-', '').slice(0, 15)}`;
  jobs.set(id, { id, soql, object, isAll: operation === 'queryAll', looks: 0, rows: undefined, run: undefined });
  return { id, operation, object: soql.object, state: 'UploadComplete', contentType: 'CSV' };
}

/** GET jobs/query/{id}: on its way at the first look, complete at the second. */
export async function describeJob(job: BulkJob): Promise<object> {
  job.looks += 1;
  if (job.looks === 1) return { id: job.id, state: 'InProgress', numberRecordsProcessed: 0 };
  return { id: job.id, state: 'JobComplete', numberRecordsProcessed: await rowsOf(job) };
}

async function rowsOf(job: BulkJob): Promise<number> {
  if (job.rows === undefined) {
    job.rows = 0;
    for await (const _ of runSoql(job.soql, job.object, job.isAll)) job.rows += 1;
  }
  return job.rows;
}

/** GET jobs/query/{id}/results: CSV with every value in quotation marks; the locator of the next page, or "null", in a header. */
export async function resultsOf(
  job: BulkJob,
  search: URLSearchParams,
  { response, isCut }: { readonly response: ServerResponse; readonly isCut: boolean },
): Promise<void> {
  const { soql } = job;
  const from = Number(Buffer.from(search.get('locator') ?? '', 'base64').toString() || '0');
  const rows = await rowsOf(job);
  const to = Math.min(from + Number(search.get('maxRecords') ?? 50_000), rows);
  response.writeHead(200, {
    'content-type': 'text/csv',
    'sforce-locator': to < rows ? Buffer.from(String(to)).toString('base64') : 'null',
    'sforce-numberofrecords': String(to - from),
  });
  let text = `${soql.fields.map((field) => `"${field}"`).join(',')}\n`;
  const run = await runFrom(job, from);
  while (run.at < to) {
    const { value: record, done } = await run.records.next();
    if (done === true) break;
    run.at += 1;
    const values = soql.fields.map((field) => `"${String(fieldValue(record, field) ?? '').replaceAll('"', '""')}"`);
    text += `${values.join(',')}\n`;
    if (text.length < 100_000) continue;
    if (response.destroyed) return;
    if (!response.write(text)) await drained(response);
    text = '';
  }
  if (!isCut) {
    response.end(text);
    return;
  }
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

/** The run as it stands, where it stands there; else a new one. */
async function runFrom(job: BulkJob, from: number): Promise<NonNullable<BulkJob['run']>> {
  if (job.run?.at === from) return job.run;
  const run = { records: runSoql(job.soql, job.object, job.isAll), at: 0 };
  while (run.at < from && (await run.records.next()).done !== true) run.at += 1;
  job.run = run;
  return run;
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
