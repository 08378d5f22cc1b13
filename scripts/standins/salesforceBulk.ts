import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { fieldValue, type OrgObject, parseSoql, runSoql, type Soql, SoqlError } from './soql.ts';

/** A job of the Bulk API 2.0. Its results come from new runs over the records, so that millions of them need not be held. */
export interface BulkJob {
  readonly id: string;
  readonly soql: Soql;
  readonly object: OrgObject;
  readonly isAll: boolean;
  looks: number;
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
  jobs.set(id, { id, soql, object, isAll: operation === 'queryAll', looks: 0 });
  return { id, operation, object: soql.object, state: 'UploadComplete', contentType: 'CSV' };
}

/** GET jobs/query/{id}: on its way at the first look, complete at the second. */
export async function describeJob(job: BulkJob): Promise<object> {
  job.looks += 1;
  if (job.looks === 1) return { id: job.id, state: 'InProgress', numberRecordsProcessed: 0 };
  let rows = 0;
  for await (const _ of runSoql(job.soql, job.object, job.isAll)) rows += 1;
  return { id: job.id, state: 'JobComplete', numberRecordsProcessed: rows };
}

/** GET jobs/query/{id}/results: CSV with every value in quotation marks; the locator of the next page, or "null", in a header. */
export async function resultsOf(
  { soql, object, isAll }: BulkJob,
  search: URLSearchParams,
  { response, isCut }: { readonly response: ServerResponse; readonly isCut: boolean },
): Promise<void> {
  const from = Number(Buffer.from(search.get('locator') ?? '', 'base64').toString() || '0');
  const to = from + Number(search.get('maxRecords') ?? 50_000);
  let rows = 0;
  for await (const _ of runSoql(soql, object, isAll)) rows += 1;
  response.writeHead(200, {
    'content-type': 'text/csv',
    'sforce-locator': to < rows ? Buffer.from(String(to)).toString('base64') : 'null',
    'sforce-numberofrecords': String(Math.min(to, rows) - from),
  });
  let text = `${soql.fields.map((field) => `"${field}"`).join(',')}\n`;
  let at = 0;
  for await (const record of runSoql(soql, object, isAll)) {
    at += 1;
    if (at <= from) continue;
    if (at > to) break;
    const values = soql.fields.map((field) => `"${String(fieldValue(record, field) ?? '').replaceAll('"', '""')}"`);
    text += `${values.join(',')}\n`;
    if (text.length < 100_000) continue;
    if (!response.write(text)) await once(response, 'drain');
    text = '';
  }
  if (!isCut) {
    response.end(text);
    return;
  }
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}
