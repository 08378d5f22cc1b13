import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StagedFile } from '../../types.ts';
import type { CallBudget } from '../shared/callBudget.ts';
import { type Fault, faultOf, withRetries } from '../shared/retryPolicy.ts';
import { API_PATH, type QueryContext, refused } from './query.ts';
import { MOST_RENEWALS, nameAndMessage } from './signIn.ts';

/** Rows to a page of results: each is a file on disk, and what a connection that is cut costs. */
const PAGE_ROWS = 100_000;
const DOWNLOAD_MS = 15 * 60_000;
/** Between two looks at a job, and for one job in all. */
const [FIRST_LOOK_MS, LONGEST_LOOK_MS, LONGEST_JOB_MS] = [1_000, 30_000, 2 * 3_600_000];

export interface BulkContext extends QueryContext {
  readonly budget: CallBudget;
}

interface Job {
  readonly id: string;
  readonly state: 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
  readonly numberRecordsProcessed?: number;
  readonly errorMessage?: string;
}

export interface BulkRows {
  readonly files: readonly StagedFile[];
  /** How many Salesforce says there are. */
  readonly rows: number;
}

/**
 * Brings a query's records over the Bulk API 2.0: a job, and then its results as CSV, page by page to disk. jsforce's own loop
 * over the pages loses rows, so this one is ours. `refused` where Salesforce takes no such job of this query.
 */
export async function bulkRecords(soql: string, query: BulkContext): Promise<BulkRows | { readonly refused: string }> {
  const { connection, scrub } = query.session;
  const jobsUrl = `${API_PATH}/jobs/query`;
  const body = JSON.stringify({ operation: 'query', query: soql, contentType: 'CSV', lineEnding: 'LF' });
  const headers = { 'content-type': 'application/json' };
  let created: Job;
  try {
    created = await connection.request<Job>({ method: 'POST', url: jobsUrl, body, headers });
  } catch (error) {
    return { refused: scrub(nameAndMessage(error)) };
  }
  const jobUrl = `${jobsUrl}/${encodeURIComponent(created.id)}`;
  const job = await finished(jobUrl, query);
  const rows = job.numberRecordsProcessed ?? 0;
  return { rows, files: rows === 0 ? [] : await fetchPages(jobUrl, rows, query) };
}

async function finished(jobUrl: string, query: BulkContext): Promise<Job> {
  const { session, label, budget } = query;
  for (
    let waitedMs = 0, nextMs = FIRST_LOOK_MS;
    waitedMs <= LONGEST_JOB_MS;
    nextMs = Math.min(nextMs * 2, LONGEST_LOOK_MS)
  ) {
    const job = await lookAt(jobUrl, query);
    if (job.state === 'JobComplete') return job;
    if (job.state === 'Failed' || job.state === 'Aborted')
      throw refused(query, `Salesforce's job ended as ${job.state}. ${session.scrub(job.errorMessage ?? '')}`.trim());
    query.log.progress(`${label}: Salesforce prepares ${job.numberRecordsProcessed ?? 0} rows`);
    await budget.pause(nextMs);
    waitedMs += nextMs;
  }
  throw refused(query, 'Salesforce did not end its job in two hours.');
}

async function lookAt(jobUrl: string, query: BulkContext): Promise<Job> {
  const { connection, scrub } = query.session;
  const job = await connection.request<Partial<Job> | undefined>(jobUrl).catch((error: unknown) => {
    throw refused(query, `Salesforce did not tell of its job. ${scrub(nameAndMessage(error))}`);
  });
  if (typeof job?.state === 'string') return job as Job;
  throw refused(query, 'Salesforce answered with something that is no job.');
}

async function fetchPages(jobUrl: string, rows: number, query: BulkContext): Promise<readonly StagedFile[]> {
  const files: StagedFile[] = [];
  const seen = new Set<string>();
  let came = 0;
  for (let locator: string | undefined = ''; locator !== undefined; ) {
    if (seen.has(locator)) throw refused(query, 'Salesforce gives the same page over and over.');
    seen.add(locator);
    const path = join(query.folder, `page-${files.length}.csv`);
    const at = locator === '' ? '' : `&locator=${encodeURIComponent(locator)}`;
    const page: Page = await fetchPage(`${jobUrl}/results?maxRecords=${PAGE_ROWS}${at}`, { path, jobUrl, query });
    came += page.rows;
    query.log.progress(`${query.label}: ${came} of ${rows} rows`);
    files.push({
      ...{ format: 'csv', path, label: query.label, delimiter: ',', header: true, gzip: false },
      // Salesforce keeps no empty texts: a field without a value is written as "".
      isQuotedEmptyNull: true,
    });
    locator = page.locator;
  }
  return files;
}

interface Page {
  readonly rows: number;
  readonly locator: string | undefined;
}

interface PageRequest {
  readonly path: string;
  readonly jobUrl: string;
  readonly query: BulkContext;
}

/** Writes one page. A session that has ended is renewed by a look at the job, which jsforce makes, and the page is asked for again. */
async function fetchPage(url: string, { path, jobUrl, query }: PageRequest): Promise<Page> {
  const { session, budget } = query;
  for (let renewed = 0; ; renewed += 1) {
    try {
      const get = (signal: AbortSignal) => download(url, { path, signal, query });
      return await withRetries(get, { budget, classify: pageFault, timeoutMs: DOWNLOAD_MS });
    } catch (error) {
      const isEnded = error instanceof PageError && error.status === 401;
      if (!isEnded || renewed === MOST_RENEWALS)
        throw refused(query, `Salesforce did not give its results. ${session.scrub(nameAndMessage(error))}`);
      await lookAt(jobUrl, query);
    }
  }
}

async function download(
  url: string,
  { path, signal, query }: { readonly path: string; readonly signal: AbortSignal; readonly query: BulkContext },
): Promise<Page> {
  const { accessToken, instanceUrl } = query.session.connection;
  const response = await fetch(new URL(url, instanceUrl), {
    headers: { authorization: `Bearer ${accessToken}` },
    signal,
  });
  const isPage = response.headers.has('sforce-numberofrecords');
  if (!response.ok || !isPage || response.body === null) throw new PageError(response, await response.text());
  await pipeline(Readable.fromWeb(response.body), createWriteStream(path));
  const locator = response.headers.get('sforce-locator');
  const rows = Number(response.headers.get('sforce-numberofrecords') ?? 0);
  return { rows, locator: locator === null || locator === 'null' ? undefined : locator };
}

/** An answer that is no page of results. */
class PageError extends Error {
  readonly status: number;
  readonly headers: Headers;

  constructor({ status, headers }: Response, body: string) {
    super(`${status}: ${body.slice(0, 300)}`);
    this.status = status;
    this.headers = headers;
  }
}

function pageFault(error: unknown): Fault {
  if (error instanceof PageError && error.status === 200) return { isLater: true, why: 'it answered with no results' };
  if (error instanceof PageError && error.status === 403 && error.message.includes('REQUEST_LIMIT_EXCEEDED'))
    return { isLater: true, why: 'it answered 403' };
  return faultOf(error);
}
