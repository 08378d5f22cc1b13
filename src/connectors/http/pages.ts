import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../lib/hash.ts';
import type { SourceTable } from '../../types.ts';
import { type ApiRow, isApiRow, jsonIn, valueAt } from '../shared/apiRow.ts';
import { download, type HttpSession, refused } from './download.ts';
import type { HttpOptions, Paging } from './options.ts';

/** A page has to be in memory whole. */
const MOST_PAGE_BYTES = 200 * 1024 * 1024;
const MOST_VISITS = 3;

export interface HttpPage {
  /** 304 where nothing has changed, and then nothing else is there. */
  readonly status: number;
  readonly headers: Headers;
  /** Where the body lies; the next page is written over it, unless the caller moves it. */
  readonly path: string;
  /** Of JSON; none otherwise. */
  readonly records: readonly ApiRow[];
  readonly body: unknown;
}

export interface HttpWalk {
  readonly session: HttpSession;
  readonly table: SourceTable;
  readonly http: HttpOptions;
  readonly folder: string;
  /** Beside those of the table. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a table's first page is. */
export function firstAddress({ session, table, http, query }: Omit<HttpWalk, 'folder'>): URL {
  const { paging } = http;
  const url = URL.parse(session.base === undefined ? http.url : joined(session.base, http.url));
  if (url === null) throw refused(table.place, `"${http.url}" is not an address.`);
  const start = paging?.kind === 'page' ? { [paging.param]: paging.first ?? 1 } : {};
  const isSized = paging !== undefined && paging.kind !== 'next_link' && paging.size_param !== undefined;
  const sized = isSized ? { [paging.size_param ?? '']: paging.size ?? 100 } : {};
  for (const [name, value] of Object.entries({ ...http.query, ...sized, ...start, ...query }))
    url.searchParams.set(name, String(value));
  return url;
}

/** An address of its own stays as it is. */
function joined(base: string, url: string): string {
  return /^https?:\/\//i.test(url) ? url : `${base}/${url.replace(/^\/+/, '')}`;
}

/** Walks over the pages, one after the other. Pages that come twice or short are asked for again; in the end that is an error. */
export async function* pagesOf(walk: HttpWalk): AsyncGenerator<HttpPage> {
  const { http, table } = walk;
  const first = firstAddress(walk);
  let [url, former, seen, visits, number]: [URL | undefined, string, number, number, number] = [first, '', 0, 0, 0];
  while (url !== undefined) {
    const page: HttpPage = await fetchPage(walk, url, number);
    const print = page.records.length === 0 ? '' : sha256(JSON.stringify(page.records));
    const total = http.total === undefined ? Number.NaN : Number(valueAt(page.body, http.total));
    const isRepeated = print !== '' && print === former;
    // An empty page is the end of numbered pages; any other empty page is not believed at once either.
    const isHollow = page.records.length === 0 && http.paging !== undefined && isJson(http) && !(seen >= total);
    if (isRepeated || isHollow) {
      visits += 1;
      if (visits < MOST_VISITS) continue;
      if (isRepeated) throw refused(table.place, `${walk.session.source.name} gives the same page over and over.`);
    }
    [former, seen, visits, number] = [print, seen + page.records.length, 0, number + 1];
    yield page;
    url = page.status === 304 ? undefined : nextAddress(page, { url, first, http, seen, number, total });
    if (url !== undefined && url.origin !== first.origin)
      throw refused(table.place, 'The next page is at another address, where no secret may go.');
    if (number > 1_000_000) throw refused(table.place, 'There is no end of pages.');
  }
}

export function isJson({ format = 'json' }: HttpOptions): boolean {
  return format === 'json';
}

/** What is no JSON where JSON is asked for may be of something between: a sign-in to the network, a page that says "back soon". */
async function fetchPage(walk: HttpWalk, url: URL, number: number): Promise<HttpPage> {
  for (let tried = 1; ; tried += 1) {
    const page = await fetchOnce(walk, url, number);
    if (page !== 'no JSON') return page;
    const why = 'the answer was not JSON';
    const hasWaited = tried < MOST_VISITS && (await walk.session.budget.wait({ tried, afterMs: undefined, why }));
    if (!hasWaited) throw refused(walk.table.place, 'The answer is not JSON.');
  }
}

async function fetchOnce(walk: HttpWalk, url: URL, number: number): Promise<HttpPage | 'no JSON'> {
  const { session, table, http, folder, headers = {} } = walk;
  const path = join(folder, isJson(http) ? 'page' : `page-${number}`);
  const origin = session.base === undefined ? url.origin : new URL(session.base).origin;
  const ask = { url, path, origin, place: table.place, headers: { ...http.headers, ...headers } };
  const answer = await download(session, ask);
  const response = { status: answer.status, headers: answer.headers, path };
  if (!isJson(http) || answer.status === 304) return { ...response, records: [], body: undefined };
  if ((await stat(path)).size > MOST_PAGE_BYTES)
    throw refused(table.place, 'An answer is larger than 200 MB. Ask for it in pages, or as ndjson or csv.');
  const body = jsonIn(await readFile(path, 'utf8'));
  if (body === undefined) return 'no JSON';
  const records = http.records === undefined ? body : valueAt(body, http.records);
  if (Array.isArray(records)) return { ...response, records: records.filter(isApiRow), body };
  const where = http.records === undefined ? 'is no list of records' : `holds no list "${http.records}"`;
  throw refused(table.place, `The answer ${where}.`);
}

interface Walked {
  readonly url: URL;
  readonly first: URL;
  readonly http: HttpOptions;
  /** Records so far, and pages. */
  readonly seen: number;
  readonly number: number;
  readonly total: number;
}

function nextAddress(page: HttpPage, { url, first, http, seen, number, total }: Walked): URL | undefined {
  const { paging } = http;
  if (paging === undefined) return undefined;
  if (paging.kind === 'next_link') {
    const link = paging.path === undefined ? linkOf(page.headers) : valueAt(page.body, paging.path);
    return typeof link === 'string' && link !== '' ? (URL.parse(link, url.href) ?? undefined) : undefined;
  }
  const value = nextValue(paging, { page, seen, number, total });
  if (value === undefined) return undefined;
  const next = new URL(first);
  next.searchParams.set(paging.param, value);
  return next;
}

function nextValue(
  paging: Exclude<Paging, { kind: 'next_link' }>,
  { page, seen, number, total }: Pick<Walked, 'seen' | 'number' | 'total'> & { readonly page: HttpPage },
): string | undefined {
  if (paging.kind === 'cursor') {
    const cursor = valueAt(page.body, paging.path);
    return cursor === undefined || cursor === null || cursor === '' || cursor === false ? undefined : String(cursor);
  }
  if (page.records.length === 0 || seen >= total) return undefined;
  return String(paging.kind === 'page' ? (paging.first ?? 1) + number : seen);
}

/** RFC 8288: <https://example.com/orders?page=2>; rel="next". */
function linkOf(headers: Headers): string | undefined {
  return /<([^>]*)>\s*;[^,]*\brel="?next\b/i.exec(headers.get('link') ?? '')?.[1];
}
