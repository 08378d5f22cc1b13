import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SourceTable } from '../../types.ts';
import type { Changes } from '../connector.ts';
import { openRowFile } from '../shared/rowFile.ts';
import type { SalesforceFields } from './object.ts';
import { type PlainSoql, withCondition } from './plainSoql.ts';
import { type QueryContext, refused, type Selected, selectFew, selectRecords } from './query.ts';

/** A record takes its stamp when it is saved and is seen when its transaction ends, at most ten minutes later. */
const OVERLAP_MS = 15 * 60_000;
/** More changed records than this are brought sooner with all the others, over the Bulk API. */
const MOST_CHANGED = 100_000;

/** A query whose changes can be asked for. */
export interface Followed extends PlainSoql {
  /** Whether a deleted record can be told by its stamp too. */
  readonly hasStampColumn: boolean;
}

/** The query, where what has changed of it can be asked for: records with stamps, each by its Id. */
export function followed(
  soql: PlainSoql,
  { table, fields }: { readonly table: SourceTable; readonly fields: SalesforceFields },
): Followed | undefined {
  const isById = table.key.length === 1 && table.key[0] === 'Id';
  if (!isById || !fields.has('SystemModstamp') || !fields.has('IsDeleted')) return undefined;
  return { ...soql, hasStampColumn: 'SystemModstamp' in table.columns };
}

/**
 * The newest stamp of any record, deleted ones too, or of those up to a time; null where there are none. Asked before the records:
 * what changes meanwhile is asked for again.
 */
export async function newestStamp({ object }: Followed, query: QueryContext, upTo?: string): Promise<string | null> {
  const where = upTo === undefined ? '' : ` WHERE SystemModstamp <= ${upTo}`;
  const soql = `SELECT SystemModstamp FROM ${object}${where} ORDER BY SystemModstamp DESC LIMIT 1`;
  const { records } = await selectFew({ soql, isAll: true }, query);
  const stamp = records[0]?.['SystemModstamp'];
  if (stamp === undefined) return null;
  const time = Date.parse(String(stamp));
  if (Number.isNaN(time)) throw refused(query, `Salesforce gives "${query.session.scrub(String(stamp))}" for a time.`);
  return new Date(time).toISOString();
}

/** What has changed from one stamp to another, the newest; undefined where it is so much that all of it is brought sooner. */
export async function changesSince(
  { since, newest }: { readonly since: string; readonly newest: string },
  followed: Followed,
  query: QueryContext,
): Promise<Pick<Changes, 'mode' | 'files' | 'deletions' | 'present' | 'totalRows'> | undefined> {
  const from = `SystemModstamp >= ${new Date(Date.parse(since) - OVERLAP_MS).toISOString()}`;
  const soql = withCondition(followed, from);
  const changed = await selectRecords({ soql, file: 'changed.ndjson', most: MOST_CHANGED }, query);
  if (changed.isTooMany) return undefined;
  const columns = followed.hasStampColumn ? ['Id', 'SystemModstamp'] : ['Id'];
  // A record that no longer meets the query's condition is gone too: of all that were touched, those that did not come again.
  // One that is touched between the two queries has a newer stamp, and comes with the next pull.
  const until = `${from} AND SystemModstamp <= ${newest}`;
  const touched = followed.where === null ? `IsDeleted = true AND ${until}` : until;
  const gone = await selectRecords(
    {
      soql: `SELECT Id, SystemModstamp FROM ${followed.object} WHERE ${touched}`,
      ...{ isAll: true, columns, file: 'touched.ndjson' },
    },
    query,
  );
  const deletions = followed.where === null ? gone.rows.file : await withoutChanged(gone, changed, { columns, query });
  return {
    ...{ mode: 'changes', files: [changed.rows.file], deletions: [deletions], present: null },
    totalRows: await stableCount(newest, followed, query),
  };
}

/** The touched records that are not among the changed ones. */
async function withoutChanged(
  touched: Selected,
  changed: Selected,
  { columns, query }: { readonly columns: readonly string[]; readonly query: QueryContext },
) {
  const ids = new Set<unknown>();
  for await (const record of recordsOf(changed)) ids.add(record['Id']);
  const gone = openRowFile(join(query.folder, 'gone.ndjson'), { columns, label: query.label });
  for await (const record of recordsOf(touched)) if (!ids.has(record['Id'])) await gone.write([record]);
  await gone.close();
  return gone.file;
}

async function* recordsOf({ rows }: Selected): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const lines = createInterface({ input: createReadStream(rows.file.path) });
  for await (const line of lines) yield JSON.parse(line);
}

/**
 * How many rows the query has now: what was removed for good is in no list of changes. Null where records change at this very
 * moment, so that the count may be of others than those that came.
 */
async function stableCount(newest: string, { object, where }: Followed, query: QueryContext): Promise<number | null> {
  const count = `SELECT COUNT() FROM ${object}`;
  const { totalSize } = await selectFew({ soql: where === null ? count : `${count} WHERE ${where}` }, query);
  const { totalSize: newer } = await selectFew(
    { soql: `${count} WHERE SystemModstamp > ${newest}`, isAll: true },
    query,
  );
  return newer === 0 ? totalSize : null;
}
