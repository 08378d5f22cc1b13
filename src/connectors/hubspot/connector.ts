import { join } from 'node:path';
import { didYouMean, ProblemsError } from '../../lib/problem.ts';
import type { Source, SourceTable } from '../../types.ts';
import type { ColumnFamily, Connector, PullResult, TableRequest } from '../connector.ts';
import { type ApiRow, columnsToWrite } from '../shared/apiRow.ts';
import type { JsonService } from '../shared/jsonService.ts';
import { openRowFile, type RowFile } from '../shared/rowFile.ts';
import { missingOf } from '../shared/secrets.ts';
import type { HubspotOptions } from './options.ts';
import { type HubSpotFilter, HubSpotSearch } from './search.ts';
import { asTheirs, found, type HubSpotRecord, hubspotService } from './service.ts';

/** A record is found by the search some moments after it has changed. */
const OVERLAP_MS = 600_000;
const LIST_PAGE = 100;
const MOST_VISITS = 3;

/** What HubSpot calls the types of its properties. */
const FAMILIES: Readonly<Record<string, ColumnFamily>> = {
  string: 'text',
  enumeration: 'text',
  phone_number: 'text',
  number: 'number',
  bool: 'boolean',
  date: 'date',
  datetime: 'time',
};

interface Properties {
  readonly families: Readonly<Record<string, ColumnFamily>>;
  /** Those that the account itself has made, and that no column is named for. */
  readonly undeclared: readonly string[];
  /** The property that says when a record was last changed, and when it was made. */
  readonly modified: string;
  readonly created: string;
}

/** An account of HubSpot: each table is one of its objects, each column a property. */
export const hubspot: Connector<HubspotOptions> = {
  missingSecrets: (source, env) => missingOf(source, env, ['ACCESS_TOKEN']),
  version: () => null,
  async connect({ source, effects, budget }) {
    const service = hubspotService({ source, effects, budget });
    const [first] = source.tables;
    if (first !== undefined) await found(service, { path: `${listOf(first)}?limit=1`, place: source.place });
    return { pull: (request) => pull({ service, now: Date.parse(effects.now) }, source, request) };
  },
};

async function pull(
  { service, now }: { readonly service: JsonService; readonly now: number },
  source: Source,
  { table, folder, since }: TableRequest<HubspotOptions>,
): Promise<PullResult> {
  const label = `${source.name}.${table.name}`;
  const columns = columnsToWrite(source, table);
  const { modified, created, ...properties } = await describe(service, table, columns);
  const open = (name: string, names: readonly string[]): RowFile =>
    openRowFile(join(folder, name), { columns: names, label, read: propertyOf });
  const rows = open('rows.ndjson', columns);
  const deletions = open('gone.ndjson', table.key);
  const search = new HubSpotSearch(service, table.place, {
    object: objectOf(table),
    modified,
    properties: [...columns, modified].filter((name) => name !== 'id'),
  });
  const last = Number(since?.['modified']);
  const isIncremental = since !== null && table.key.length > 0 && !Number.isNaN(last);
  let newest: number;
  let seen = last;
  try {
    if (isIncremental) {
      newest = last;
      for await (const page of search.changedSince(Math.max(0, last - OVERLAP_MS))) {
        await rows.write(page.map(asRow));
        const modifications = page.map((record) => search.modifiedMs(record));
        seen = Math.max(seen, ...modifications);
        // One that lies ahead would take the next pull past all that comes until then.
        newest = Math.max(newest, ...modifications.filter((ms) => ms <= now));
      }
      for await (const page of list(service, table, { names: table.key, archived: true }))
        await deletions.write(page.map(asRow));
    } else {
      // Before all else: what changes while the list is read has a later time, and is for the next pull.
      newest = await search.newest(now);
      for await (const page of list(service, table, { names: columns, archived: false }))
        await rows.write(page.map(asRow));
    }
  } finally {
    await Promise.all([rows.close(), deletions.close()]);
  }
  const notes = { files: [rows.file], state: { modified: newest }, ...properties };
  if (!isIncremental) return { mode: 'everything', announcedRows: null, ...notes };
  // Merged records vanish without a trace in the archive, and late ones come with an old time: the number tells.
  const upTo: HubSpotFilter = { propertyName: created, operator: 'LTE', value: String(seen) };
  const totalRows = await search.count(upTo);
  return { mode: 'changes', deletions: [deletions.file], present: null, totalRows, ...notes };
}

function objectOf({ options }: SourceTable<HubspotOptions>): string {
  return options.object;
}

function listOf(table: SourceTable<HubspotOptions>): string {
  return `/crm/v3/objects/${encodeURIComponent(objectOf(table))}`;
}

interface Property {
  readonly name: string;
  readonly type: string;
  readonly hubspotDefined?: boolean;
}

async function describe(
  service: JsonService,
  table: SourceTable<HubspotOptions>,
  columns: readonly string[],
): Promise<Properties> {
  const object = objectOf(table);
  const path = `/crm/v3/properties/${encodeURIComponent(object)}`;
  const { results } = await found<{ readonly results: readonly Property[] }>(service, { path, place: table.place });
  const there = new Map(results.map((property) => [property.name, property]));
  const problems = columns
    .filter((name) => name !== 'id' && !there.has(name))
    .map((name) => ({
      ...table.place,
      message: `HubSpot's ${object} have no property "${name}".`,
      hint: didYouMean(name, there.keys()),
    }));
  if (problems.length > 0) throw new ProblemsError(problems);
  return {
    families: Object.fromEntries(columns.map((name) => [name, FAMILIES[there.get(name)?.type ?? 'string'] ?? 'other'])),
    undeclared: results
      .filter(({ name, hubspotDefined }) => hubspotDefined !== true && !columns.includes(name))
      .map(({ name }) => name)
      .sort(),
    // Of contacts alone, HubSpot keeps the time under its old name.
    modified: ['contacts', 'contact', '0-1'].includes(object) ? 'lastmodifieddate' : 'hs_lastmodifieddate',
    created: there.has('hs_createdate') ? 'hs_createdate' : 'createdate',
  };
}

interface ListPage {
  readonly results: readonly HubSpotRecord[];
  readonly paging?: { readonly next?: { readonly after?: string } };
}

interface ListOptions {
  readonly names: readonly string[];
  readonly archived: boolean;
}

/** All records in the order of their ids, which no change moves. */
async function* list(
  service: JsonService,
  table: SourceTable<HubspotOptions>,
  { names, archived }: ListOptions,
): AsyncGenerator<readonly HubSpotRecord[]> {
  const properties = names.filter((name) => name !== 'id');
  const visits = new Map<string, number>();
  for (let after: string | undefined; ; ) {
    const query = new URLSearchParams({ limit: String(LIST_PAGE), archived: String(archived) });
    if (after !== undefined) query.set('after', after);
    for (const name of properties) query.append('properties', name);
    const page = await found<ListPage>(service, { path: `${listOf(table)}?${query}`, place: table.place });
    yield page.results;
    after = page.paging?.next?.after;
    if (after === undefined) return;
    visits.set(after, (visits.get(after) ?? 0) + 1);
    if ((visits.get(after) ?? 0) > MOST_VISITS)
      throw asTheirs(table.place, 'HubSpot gives the same page over and over.');
  }
}

function asRow({ id, properties }: HubSpotRecord): ApiRow {
  return { ...properties, id };
}

/** HubSpot leaves an empty text where a value was taken away. */
function propertyOf(row: ApiRow, name: string): unknown {
  const value = row[name];
  return value === '' ? null : value;
}
