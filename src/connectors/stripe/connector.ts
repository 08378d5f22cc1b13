import { join } from 'node:path';
import { ProblemsError } from '../../lib/problem.ts';
import type { Source, SourceTable } from '../../types.ts';
import type { Connector, PullResult, TableRequest } from '../connector.ts';
import { type ApiRow, ColumnWatch, columnsToWrite, isApiRow, isTimeType, timeText, valueAt } from '../shared/apiRow.ts';
import type { JsonService } from '../shared/jsonService.ts';
import { openRowFile, type RowFile } from '../shared/rowFile.ts';
import { missingOf } from '../shared/secrets.ts';
import { listPage, retrieve, stripeService } from './call.ts';
import { embeddedEvents } from './embedded.ts';
import { type StripeObject, type StripeParams, stripeObjects } from './objects.ts';
import type { StripeOptions } from './options.ts';

const DAY = 86_400;
/** Stripe shows an event within moments; an hour costs nothing. */
const OVERLAP_SECONDS = 3_600;
/** Stripe keeps events for 30 days. */
const EVENT_SECONDS = 29 * DAY;
/** The status of a transaction of the balance changes until the money is there, and no event tells of it. */
const SETTLING_SECONDS = 45 * DAY;
const PAGE = 100;
/** So many single objects are asked for at a time. */
const AT_ONCE = 8;
const MOST_VISITS = 3;
const EVENTS: StripeObject = { name: 'event', path: 'events', events: [] };

/** A Stripe account: each table is a list of its API. What has changed is learnt from events, and read anew, as it is now. */
export const stripe: Connector<StripeOptions> = {
  missingSecrets: (source, env) => missingOf(source, env, ['API_KEY']),
  version: () => null,
  async connect({ source, effects, budget }) {
    const service = stripeService({ source, effects, budget });
    await listPage(service, EVENTS, { params: { limit: 1 }, place: source.place });
    return {
      pull: (request) => {
        const object = stripeObjects[request.table.options.object];
        if (object === undefined) throw new Error('A table of Stripe has an object that no schema allows.');
        return new StripePull({ source, service }, object, request).pull();
      },
    };
  },
};

interface Account {
  readonly source: Source;
  readonly service: JsonService;
}

/** One table's pull. */
class StripePull {
  private readonly account: Account;
  private readonly object: StripeObject;
  private readonly request: TableRequest<StripeOptions>;
  private readonly watch: ColumnWatch;
  private readonly rows: RowFile;
  /** Stripe's own time at the first answer: what happens later is for the next pull. */
  private startedSeconds: number | undefined;

  constructor(account: Account, object: StripeObject, request: TableRequest<StripeOptions>) {
    this.account = account;
    this.object = object;
    this.request = request;
    const { table, folder, since } = request;
    this.watch = new ColumnWatch(table, since);
    this.rows = openRowFile(join(folder, 'rows.ndjson'), {
      columns: columnsToWrite(account.source, table),
      label: this.label,
      read: (row, column) => columnValue(row, column, table),
    });
  }

  private get label(): string {
    return `${this.account.source.name}.${this.request.table.name}`;
  }

  async pull(): Promise<PullResult> {
    try {
      return (await this.changes()) ?? (await this.everything());
    } finally {
      await this.rows.close();
    }
  }

  private async everything(): Promise<PullResult> {
    for await (const page of this.pages(this.object, this.object.listed ?? {})) await this.write(page);
    return this.notes({ mode: 'everything', announcedRows: null }, this.rows.rows);
  }

  /** Undefined where all has to be read: events no longer tell, or so much has changed that a list is the shorter way. */
  private async changes(): Promise<PullResult | undefined> {
    const { since, folder, table } = this.request;
    const [at, count] = [Number(since?.['at']), Number(since?.['rows'])];
    if (since === null || Number.isNaN(at)) return undefined;
    if (await this.hasOtherNews(at)) return undefined;
    const deletions = openRowFile(join(folder, 'gone.ndjson'), { columns: table.key, label: this.label });
    try {
      const changed = await this.changedIds(at);
      if (changed === undefined) return undefined;
      const created = { gte: at - (this.object.events.length === 0 ? SETTLING_SECONDS : OVERLAP_SECONDS) };
      for await (const page of this.pages(this.object, { ...this.object.listed, created })) {
        await this.write(page);
        for (const row of page) changed.delete(String(row['id']));
      }
      if (changed.size > Math.max(50, count / PAGE)) return undefined;
      const ids = [...changed];
      for (let done = 0; done < ids.length; done += AT_ONCE)
        await this.bring(ids.slice(done, done + AT_ONCE), deletions);
    } finally {
      await deletions.close();
    }
    const brought = { mode: 'changes', deletions: [deletions.file], present: null, totalRows: null } as const;
    return this.notes(brought, count);
  }

  /** Whether objects that stand within the table's own have changed, and which of these hold them nobody says. */
  private async hasOtherNews(at: number): Promise<boolean> {
    const types = embeddedEvents(this.request.table);
    for (const type of types ?? [])
      for await (const page of this.pages(EVENTS, { type, created: { gte: at - OVERLAP_SECONDS } }))
        if (page.length > 0) return true;
    return types === null;
  }

  /** What events tell of since; undefined where the last pull is longer ago than events are kept. */
  private async changedIds(at: number): Promise<Set<string> | undefined> {
    const ids = new Set<string>();
    for (const type of this.object.events) {
      for await (const page of this.pages(EVENTS, { type, created: { gte: at - OVERLAP_SECONDS } })) {
        if ((this.startedSeconds ?? 0) - at > EVENT_SECONDS) return undefined;
        for (const event of page) {
          const id = this.idOf(valueAt(event, 'data.object'));
          if (id !== undefined) ids.add(id);
        }
      }
      if ((this.startedSeconds ?? 0) - at > EVENT_SECONDS) return undefined;
    }
    return ids;
  }

  /** An event may be of the object itself or of something that is part of it: a dispute names its charge. */
  private idOf(notes: unknown): string | undefined {
    if (!isApiRow(notes)) return undefined;
    const part = notes['object'] === this.object.name ? notes['id'] : notes[this.object.name];
    const id = isApiRow(part) ? part['id'] : part;
    return typeof id === 'string' ? id : undefined;
  }

  private async bring(ids: readonly string[], deletions: RowFile): Promise<void> {
    const { table } = this.request;
    const params = { expand: expansions(table) };
    const found = await Promise.all(
      ids.map((id) => retrieve(this.account.service, { path: this.object.path, id }, { params, place: table.place })),
    );
    const isGone = (row: ApiRow): boolean => row['deleted'] === true;
    await this.write(found.filter((row) => !isGone(row)));
    await deletions.write(ids.filter((_, index) => isGone(found[index] ?? {})).map((id) => ({ id })));
  }

  private async write(page: readonly ApiRow[]): Promise<void> {
    this.watch.note(page);
    await this.rows.write(page);
  }

  private async *pages(object: StripeObject, params: StripeParams): AsyncGenerator<readonly ApiRow[]> {
    const { table } = this.request;
    const expand = object === this.object ? { expand: expansions(table).map((path) => `data.${path}`) } : {};
    const visits = new Map<string, number>();
    for (let after: string | undefined; ; ) {
      const start = after === undefined ? {} : { starting_after: after };
      const page = await listPage(this.account.service, object, {
        params: { ...params, ...expand, ...start, limit: PAGE },
        place: table.place,
      });
      this.startedSeconds ??= page.atSeconds;
      yield page.data;
      if (!page.hasMore) return;
      after = String(page.data.at(-1)?.['id']);
      visits.set(after, (visits.get(after) ?? 0) + 1);
      if ((visits.get(after) ?? 0) > MOST_VISITS)
        throw new ProblemsError([{ ...table.place, message: 'Stripe gives the same page over and over.' }]);
    }
  }

  private notes<const T extends object>(brought: T, count: number) {
    const missing = this.watch.absentAtTop();
    if (missing.length > 0) throw new ProblemsError(this.watch.problems(missing, this.label));
    const hasNews = this.startedSeconds !== undefined && this.request.table.key.join() === 'id';
    const mixed = this.watch.mixed();
    const state = hasNews ? { at: this.startedSeconds ?? 0, rows: count, mixed } : null;
    const families = this.watch.families();
    return { ...brought, files: [this.rows.file], state, families, undeclared: this.watch.undeclared() };
  }
}

/** Stripe writes instants as seconds since 1970: they are made into what the column's type takes. */
function columnValue(row: ApiRow, column: string, { columns }: SourceTable): unknown {
  const value = valueAt(row, column);
  return typeof value === 'number' && isTimeType(columns[column]) ? timeText(value, columns[column]) : value;
}

function expansions({ options }: SourceTable<StripeOptions>): readonly string[] {
  const { expand = [] } = options;
  return (Array.isArray(expand) ? expand : [expand]).map(String);
}
