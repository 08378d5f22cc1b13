import type { Instant } from '../../types.ts';
import type { Connector, PullResult } from '../connector.ts';
import { type Answer, fetchWithRetries } from '../shared/retryingFetch.ts';
import { type BulkContext, bulkRecords } from './bulk.ts';
import { changesSince, type Followed, followed, newestStamp } from './changes.ts';
import { describeObject } from './object.ts';
import type { SalesforceOptions } from './options.ts';
import { plainSoql } from './plainSoql.ts';
import { type QueryContext, selectRecords } from './query.ts';
import { missingSalesforceSecrets, signIn } from './signIn.ts';
import { unstampedChange } from './unstamped.ts';

/** From this many rows on, the Bulk API takes fewer calls and less time than pages of 2,000. */
const BULK_ROWS = 50_000;

/** A Salesforce org: each table is a SOQL query. After the first pull only what has changed since is asked for, where that can be told. */
export const salesforce: Connector<SalesforceOptions> = {
  missingSecrets: missingSalesforceSecrets,
  version: ({ columns }) => ('SystemModstamp' in columns ? 'SystemModstamp' : null),
  async connect({ source, effects, budget }) {
    const ask = fetchWithRetries({ budget, isLater });
    const session = await signIn(source, { env: effects.env, ask });
    return {
      async pull({ table, folder, since }): Promise<PullResult> {
        const label = `${source.name}.${table.name}`;
        const context = { session, table, label, log: effects.log, folder, budget, now: effects.now };
        const soql = plainSoql(table.options.select);
        if (soql === undefined) return everything(context);
        const described = await describeObject(soql.object, context);
        const columns = Object.keys(table.columns);
        const own = [...described].filter(([name]) => columns.includes(name));
        const families = Object.fromEntries(own.map(([name, { family }]) => [name, family]));
        const undeclared = [...described.keys()].filter((name) => !columns.includes(name));
        const follow = followed(soql, { table, fields: described });
        const unstamped = follow === undefined ? null : unstampedChange(soql, { table, described });
        if (unstamped !== null) {
          if (since?.['unstamped'] !== unstamped)
            effects.log.info(`${label}: all of it is read at each pull, because ${unstamped}.`);
          return { ...(await everything(context)), state: { unstamped }, families, undeclared };
        }
        const newest = follow === undefined ? null : await newestStamp(follow, context);
        const stamp = follow === undefined || newest === null ? null : await stampToGoOnFrom(newest, follow, context);
        const notes = { state: stamp === null ? null : { stamp }, families, undeclared };
        const before = since?.['stamp'];
        if (follow !== undefined && newest !== null && typeof before === 'string') {
          const changes = await changesSince({ since: before, newest }, follow, context);
          if (changes !== undefined) return { ...changes, ...notes };
        }
        return { ...(await everything(context)), ...notes };
      },
    };
  },
};

/** The newest that is not ahead of this pull: one of 2099 would take the next past all that comes until then. */
async function stampToGoOnFrom(
  newest: string,
  follow: Followed,
  context: QueryContext & { readonly now: Instant },
): Promise<string | null> {
  const now = new Date(Date.parse(context.now)).toISOString();
  return newest <= now ? newest : newestStamp(follow, context, now);
}

/** Too many calls at once, or for the day, come with a status of their own. */
function isLater({ status, body }: Answer): boolean {
  return status === 403 && body.includes('REQUEST_LIMIT_EXCEEDED');
}

async function everything(context: BulkContext): Promise<Extract<PullResult, { mode: 'everything' }>> {
  const { table, label, log } = context;
  const soql = table.options.select;
  const { api } = table.options;
  const answer = (files: Extract<PullResult, { mode: 'everything' }>['files'], announcedRows: number) =>
    ({ mode: 'everything', files, announcedRows, state: null, isOrdered: true }) as const;
  if (api !== 'bulk') {
    const most = api === 'rest' ? {} : { most: BULK_ROWS };
    const { rows, announced, isTooMany } = await selectRecords({ soql, file: 'records.ndjson', ...most }, context);
    if (!isTooMany) return answer([rows.file], announced);
  }
  const bulk = await bulkRecords(soql, context);
  if (!('refused' in bulk)) return answer(bulk.files, bulk.rows);
  log.info(`${label}: the Bulk API does not take the query (${bulk.refused}); it is asked page by page.`);
  const { rows, announced } = await selectRecords({ soql, file: 'records.ndjson' }, context);
  return answer([rows.file], announced);
}
