import { join } from 'node:path';
import { stageLocalFile } from '../../formats/stageLocalFile.ts';
import { ProblemsError } from '../../lib/problem.ts';
import type { Effects, PullState, Source, SourceTable, StagedFile } from '../../types.ts';
import { type Connector, connectionVariable, type PullResult, type TableRequest } from '../connector.ts';
import { apiAddress } from '../shared/apiAddress.ts';
import { type ApiRow, ColumnWatch, columnsToWrite, valueAt } from '../shared/apiRow.ts';
import { openRowFile } from '../shared/rowFile.ts';
import { missingOf, type Secrets, secretsOf } from '../shared/secrets.ts';
import { download, type HttpSession, refused } from './download.ts';
import type { HttpOptions } from './options.ts';
import { firstAddress, type HttpPage, type HttpWalk, isJson, pagesOf } from './pages.ts';
import { cursorValue, higherCursor, httpTable, sinceText } from './table.ts';

/** An address that answers with records, in pages that its YAML describes. */
export const http: Connector<HttpOptions> = {
  missingSecrets: (source, env) => missingOf(source, env, neededNames(source)),
  version: () => null,
  async connect({ source, effects, budget }) {
    const secrets = secretsOf(source, effects.env, ['TOKEN', 'HEADER']);
    const session: HttpSession = {
      source,
      budget,
      now: effects.now,
      ...baseOf(source, effects.env),
      ...secretHeader(source, secrets),
    };
    const [first] = source.tables;
    if (first !== undefined && session.secretHeader !== undefined) {
      const own = httpTable(first);
      const url = firstAddress({ session, table: first, http: own });
      const origin = session.base === undefined ? url.origin : new URL(session.base).origin;
      await download(session, { url, origin, headers: own.headers ?? {}, place: source.place });
    }
    return { pull: (request) => pull(session, request) };
  },
};

function authOf({ tables }: Source<HttpOptions>): HttpOptions['auth'] {
  return tables[0]?.options.auth ?? 'none';
}

/** Where a secret goes is said beside it: an address of a file of the project could name anybody's. */
function neededNames(source: Source<HttpOptions>): readonly string[] {
  const isRelative = source.tables.some(({ options }) => !/^https?:\/\//i.test(options.url));
  const secret = { none: [], token: ['TOKEN'], header: ['HEADER'] }[authOf(source) ?? 'none'];
  return [...(isRelative || secret.length > 0 ? ['URL'] : []), ...secret];
}

function baseOf(source: Source, env: Effects['env']): Pick<HttpSession, 'base'> {
  return env(connectionVariable(source, 'URL')) === undefined ? {} : { base: apiAddress(source, env, '') };
}

function secretHeader(source: Source<HttpOptions>, secrets: Secrets): Pick<HttpSession, 'secretHeader'> {
  const auth = authOf(source);
  if (auth === 'token') return { secretHeader: { name: 'authorization', value: `Bearer ${secrets.get('TOKEN')}` } };
  if (auth !== 'header') return {};
  const [, name, value] = /^([\w-]+):\s*(\S.*)$/.exec(secrets.get('HEADER')) ?? [];
  const variable = connectionVariable(source, 'HEADER');
  if (name === undefined || value === undefined)
    throw refused(source.place, `${variable} is not a header: "Name: value".`);
  secrets.add(value);
  return { secretHeader: { name, value } };
}

async function pull(session: HttpSession, request: TableRequest<HttpOptions>): Promise<PullResult> {
  const own = httpTable(request.table);
  const { since } = own;
  const last = formerLast(request.since);
  if (since !== undefined && last !== undefined) {
    const query = { [since.param]: sinceText(last, since) };
    const changes = await pullRecords(session, own, { request, query });
    if (changes !== undefined) return changes;
  }
  if (isJson(own)) return (await pullRecords(session, own, { request })) ?? { mode: 'unchanged' };
  return pullFiles(session, own, request);
}

function formerLast(since: PullState | null): number | string | undefined {
  const last = since?.['last'];
  return typeof last === 'number' || typeof last === 'string' ? last : undefined;
}

interface RecordsRequest {
  readonly request: TableRequest<HttpOptions>;
  /** What asks for changes alone; absent where all is wanted. */
  readonly query?: Readonly<Record<string, string>>;
}

/** Reads pages of JSON. Undefined where nothing has changed, or where changes do not tell all that is to be known. */
async function pullRecords(
  session: HttpSession,
  own: HttpOptions,
  { request, query }: RecordsRequest,
): Promise<PullResult | undefined> {
  const { table, folder, since } = request;
  const label = `${session.source.name}.${table.name}`;
  const columns = columnsToWrite(session.source, table);
  const watch = new ColumnWatch(table, since);
  const suffix = query === undefined ? 'all' : 'new';
  const rows = openRowFile(join(folder, `rows-${suffix}.ndjson`), { columns, label, read: valueAt });
  const deletions = openRowFile(join(folder, `gone-${suffix}.ndjson`), { columns: table.key, label, read: valueAt });
  const gone = new Map<string, ApiRow>();
  let last = query === undefined ? undefined : formerLast(since);
  let validators: PullState = {};
  let announced = Number.NaN;
  try {
    for await (const page of pagesOf({
      session,
      table,
      http: own,
      folder,
      ...(query && { query }),
      ...conditions(own, since),
    })) {
      if (page.status === 304) return undefined;
      validators = validatorsOf(page, own);
      announced = own.total === undefined ? Number.NaN : Number(valueAt(page.body, own.total));
      for (const record of page.records) {
        last = higherCursor(last, cursorOf(record, { own, table, session }));
        if (query === undefined) continue;
        const key = JSON.stringify(table.key.map((name) => valueAt(record, name)));
        if (isGone(record, own)) gone.set(key, record);
        else gone.delete(key);
      }
      const living = page.records.filter((record) => !isGone(record, own));
      watch.note(living);
      await rows.write(living);
    }
    await deletions.write([...gone.values()]);
  } finally {
    await Promise.all([rows.close(), deletions.close()]);
  }
  const missing = watch.absent();
  // A few records may each lack what is often left out: all of them tell.
  if (missing.length > 0 && query !== undefined) return undefined;
  if (missing.length > 0) throw new ProblemsError(watch.problems(missing, label));
  const state = { ...validators, ...(last === undefined ? {} : { last }), mixed: watch.mixed() };
  const notes = { files: [rows.file], state, families: watch.families(), undeclared: watch.undeclared() };
  if (query !== undefined) {
    const totalRows = await countOf({ session, table, http: own, folder });
    return { mode: 'changes', deletions: [deletions.file], present: null, totalRows, ...notes };
  }
  const announcedRows = Number.isNaN(announced) || own.since?.deleted !== undefined ? null : announced;
  return { mode: 'everything', announcedRows, ...notes };
}

/** Only a table that is one answer can be told to be unchanged by it. */
function conditions({ paging, since }: HttpOptions, former: PullState | null): Pick<HttpWalk, 'headers'> {
  if (paging !== undefined || since !== undefined || former === null) return {};
  const { etag, modified } = former;
  if (typeof etag === 'string') return { headers: { 'if-none-match': etag } };
  return typeof modified === 'string' ? { headers: { 'if-modified-since': modified } } : {};
}

function validatorsOf({ headers }: HttpPage, { paging, since }: HttpOptions): PullState {
  if (paging !== undefined || since !== undefined) return {};
  return { etag: headers.get('etag'), modified: headers.get('last-modified') };
}

function isGone(record: ApiRow, { since }: HttpOptions): boolean {
  if (since?.deleted === undefined) return false;
  const mark = valueAt(record, since.deleted);
  return mark !== undefined && mark !== null && mark !== false && mark !== '' && mark !== 0;
}

/** Undefined where it lies ahead: the next pull would begin after all that comes until then. */
function cursorOf(
  record: ApiRow,
  { own, table, session }: { readonly own: HttpOptions; readonly table: SourceTable; readonly session: HttpSession },
): number | string | undefined {
  if (own.since === undefined || table.cursor === undefined) return undefined;
  const value = cursorValue(valueAt(record, table.cursor), own.since);
  return typeof value === 'number' && value > Date.parse(session.now) ? undefined : value;
}

/** How many records there are, where the remote system says. */
async function countOf(walk: HttpWalk): Promise<number | null> {
  const { since } = walk.http;
  if (since?.total === undefined) return null;
  const { total: _, ...unchecked } = walk.http;
  for await (const page of pagesOf({ ...walk, http: unchecked })) {
    const total = valueAt(page.body, since.total);
    if (typeof total === 'number') return total;
    break;
  }
  throw refused(walk.table.place, `The answer holds no number "${since.total}".`);
}

/** Files of text are read as any other file is. */
async function pullFiles(
  session: HttpSession,
  own: HttpOptions,
  { table, folder, since }: TableRequest<HttpOptions>,
): Promise<PullResult> {
  const files: StagedFile[] = [];
  let validators: PullState = {};
  for await (const page of pagesOf({ session, table, http: own, folder, ...conditions(own, since) })) {
    if (page.status === 304) return { mode: 'unchanged' };
    validators = validatorsOf(page, own);
    const label = `${session.source.name}.${table.name}${files.length === 0 ? '' : `, page ${files.length + 1}`}`;
    const local = await stageLocalFile({ table, label, path: page.path, folder: `${page.path}-text` });
    files.push(...(await local.stage()).files);
  }
  return { mode: 'everything', files, announcedRows: null, state: validators };
}
