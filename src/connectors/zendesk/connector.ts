import { join } from 'node:path';
import { ProblemsError } from '../../lib/problem.ts';
import type { Instant, Place, PullState, Source } from '../../types.ts';
import type { Connector, PullResult, TableRequest } from '../connector.ts';
import { type ApiRow, ColumnWatch, columnsToWrite, isApiRow, isNumber, jsonIn, valueAt } from '../shared/apiRow.ts';
import { fetchWithRetries } from '../shared/retryingFetch.ts';
import { openRowFile } from '../shared/rowFile.ts';
import { hintOfStatus } from '../shared/whatToDo.ts';
import { type ZendeskWay, zendeskWay } from './endpoints.ts';
import type { ZendeskOptions } from './options.ts';
import { missingZendeskSecrets, signInToZendesk, type ZendeskSession } from './signIn.ts';

/** The export leaves out the last minute, and clocks differ. */
const OVERLAP_SECONDS = 600;
const MOST_VISITS = 3;
const CUSTOM_FIELD = /^(custom_fields|fields)\.(\d+)$/;

interface ZendeskAccount {
  readonly now: Instant;
  readonly source: Source;
  readonly session: ZendeskSession;
}

class RefusedByZendesk extends ProblemsError {
  readonly status: number;
  constructor(problems: ProblemsError['problems'], status: number) {
    super(problems);
    this.status = status;
  }
}

interface ZendeskPage {
  readonly page: ApiRow;
  readonly headers: Readonly<Record<string, string>>;
}

/** A Zendesk account. Tickets, users, organizations and metric events come from its incremental export, the rest from plain lists. */
export const zendesk: Connector<ZendeskOptions> = {
  missingSecrets: missingZendeskSecrets,
  version: () => null,
  async connect({ source, effects, budget }) {
    const session = await signInToZendesk(source, { env: effects.env, ask: fetchWithRetries({ budget }) });
    const account: ZendeskAccount = { source, session, now: effects.now };
    const { page } = await fetchPage(account, source.place, '/api/v2/users/me.json');
    // Whoever is nobody is let in too, and is told that he has no id.
    if (!isNumber(valueAt(page, 'user.id'))) throw refused(source.place, 'Zendesk does not know who asks.');
    return { pull: (request) => pullOrBeginAnew(account, request) };
  },
};

/** A cursor that Zendesk no longer takes is no reason to be without the table. */
async function pullOrBeginAnew(account: ZendeskAccount, request: TableRequest<ZendeskOptions>): Promise<PullResult> {
  const way = zendeskWay(request.table.options.object);
  try {
    return await pull(account, way, request);
  } catch (error) {
    const isOld = error instanceof RefusedByZendesk && [400, 422].includes(error.status) && request.since !== null;
    if (!isOld) throw error;
    return pull(account, way, { ...request, since: null });
  }
}

async function pull(
  account: ZendeskAccount,
  way: ZendeskWay,
  { table, folder, since }: TableRequest<ZendeskOptions>,
): Promise<PullResult> {
  const label = `${account.source.name}.${table.name}`;
  const start = since === null || table.key.length === 0 ? undefined : way.next?.(since);
  const watch = new ColumnWatch(table, since, fieldOf);
  const columns = columnsToWrite(account.source, table);
  const rows = openRowFile(join(folder, 'rows.ndjson'), { columns, label, read: fieldOf });
  const deletions = openRowFile(join(folder, 'gone.ndjson'), { columns: table.key, label });
  // What comes back after it was gone is there again: the last word counts.
  const gone = new Map<string, ApiRow>();
  let state: PullState | null = start === undefined ? null : since;
  try {
    for await (const { page, headers } of pagesOf(account, way, { place: table.place, start })) {
      const items = itemsOf(page, way, table.place);
      const living = items.filter((item) => !way.isGone(item));
      for (const item of start === undefined ? [] : items) {
        const key = JSON.stringify(table.key.map((name) => fieldOf(item, name)));
        if (way.isGone(item)) gone.set(key, item);
        else gone.delete(key);
      }
      watch.note(living);
      await rows.write(living);
      // A row that changes while all are read may have been passed already: the next pull begins where this one began.
      if (start !== undefined) state = notAhead(way.stateAfter?.(page), account.now) ?? state;
      else state ??= stateAtStart(way, headers);
    }
    await deletions.write([...gone.values()]);
  } finally {
    await Promise.all([rows.close(), deletions.close()]);
  }
  // Every ticket has every custom field.
  const missing = watch.absent().filter((name) => CUSTOM_FIELD.test(name) || watch.absentAtTop().includes(name));
  if (missing.length > 0) throw new ProblemsError(watch.problems(missing, label));
  const notes = {
    files: [rows.file],
    state: state === null ? null : { ...state, mixed: watch.mixed() },
    families: watch.families(),
    undeclared: watch.undeclared(),
  };
  if (start === undefined) return { mode: 'everything', announcedRows: null, ...notes };
  return { mode: 'changes', deletions: [deletions.file], present: null, totalRows: null, ...notes };
}

/** A record whose time lies ahead would take the next pull past all that comes until then. */
function notAhead(state: PullState | undefined, now: Instant): PullState | undefined {
  const start = state?.['start'];
  return typeof start === 'number' ? { ...state, start: Math.min(start, Math.floor(Date.parse(now) / 1000)) } : state;
}

function stateAtStart(way: ZendeskWay, headers: Readonly<Record<string, string>>): PullState | null {
  const ms = Date.parse(headers['date'] ?? '');
  return way.next === undefined || Number.isNaN(ms) ? null : { start: Math.floor(ms / 1000) - OVERLAP_SECONDS };
}

interface Walk {
  readonly place: Place;
  /** The address of the first page of what is new; undefined where all is to be read. */
  readonly start: string | undefined;
}

async function* pagesOf(account: ZendeskAccount, way: ZendeskWay, { place, start }: Walk): AsyncGenerator<ZendeskPage> {
  const visits = new Map<string, number>();
  for (let path: string | undefined = start ?? way.first; path !== undefined; ) {
    visits.set(path, (visits.get(path) ?? 0) + 1);
    if ((visits.get(path) ?? 0) > MOST_VISITS) throw refused(place, 'Zendesk gives the same page over and over.');
    const answer: ZendeskPage = await fetchPage(account, place, path);
    yield answer;
    path = way.after(answer.page);
  }
}

async function fetchPage({ session }: ZendeskAccount, place: Place, path: string): Promise<ZendeskPage> {
  const { secrets } = session;
  const answer = await session.get(path).catch((error: unknown) => {
    if (error instanceof ProblemsError) throw error;
    throw refused(place, `Zendesk did not answer: ${secrets.scrub(error instanceof Error ? error.message : '')}.`);
  });
  const page = jsonIn(answer.body);
  if (answer.status < 400 && isApiRow(page)) return { page, headers: answer.headers };
  const said = isApiRow(page) ? [page['error'], page['description']].map(textOf).join(' ').trim() : '';
  const cleaned = secrets.scrub(said).slice(0, 300);
  const message = `Zendesk did not give what was asked for: it answered ${answer.status}. ${cleaned}`.trim();
  throw new RefusedByZendesk([{ ...place, message, ...hintOfStatus(answer.status, 'zendesk') }], answer.status);
}

function textOf(said: unknown): string {
  return typeof said === 'string' ? said : said === undefined || said === null ? '' : JSON.stringify(said);
}

function itemsOf(page: ApiRow, { items }: ZendeskWay, place: Place): readonly ApiRow[] {
  const found = page[items];
  if (Array.isArray(found)) return found.filter(isApiRow);
  throw refused(place, `Zendesk's answer holds no "${items}".`);
}

/** A field by its name; "custom_fields.360012" is the value of the ticket's field of that id. */
function fieldOf(row: ApiRow, name: string): unknown {
  const [, list, id] = CUSTOM_FIELD.exec(name) ?? [];
  const fields = list === undefined ? undefined : row[list];
  if (!Array.isArray(fields)) return valueAt(row, name);
  return fields.find((field) => isApiRow(field) && String(field['id']) === id)?.value;
}

function refused(place: Place, message: string): ProblemsError {
  return new ProblemsError([{ ...place, message }]);
}
