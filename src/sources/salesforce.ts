import { type Answer, patientFetch } from './patientFetch.ts';
import { plainSoql } from './plainSoql.ts';
import { type BulkContext, bulkRecords } from './salesforceBulk.ts';
import { changesSince, followed, newestStamp } from './salesforceChanges.ts';
import { describeObject } from './salesforceObject.ts';
import { selectRecords } from './salesforceQuery.ts';
import { missingSalesforceSecrets, signIn } from './salesforceSignIn.ts';
import type { Brought, SourceKind } from './sourceKind.ts';

/** From this many rows on, the Bulk API takes fewer calls and less time than pages of 2,000. */
const BULK_ROWS = 50_000;

/** A Salesforce org: each table is a SOQL query. After the first pull only what has changed since is asked for, where that can be told. */
export const salesforce: SourceKind = {
  missingSecrets: missingSalesforceSecrets,
  version: ({ columns }) => ('SystemModstamp' in columns ? 'SystemModstamp' : null),
  async connect({ source, effects, budget }) {
    const ask = patientFetch({ budget, isLater });
    const session = await signIn(source, { env: effects.env, ask });
    return {
      async pull({ table, folder, since }): Promise<Brought> {
        const label = `${source.name}.${table.name}`;
        const context = { session, table, label, log: effects.log, folder, budget };
        const soql = plainSoql(String(table.options['select'] ?? ''));
        if (soql === undefined) return everything(context);
        const fields = await describeObject(soql.object, context);
        const columns = Object.keys(table.columns);
        const families = Object.fromEntries([...fields].filter(([name]) => columns.includes(name)));
        const undeclared = [...fields.keys()].filter((name) => !columns.includes(name));
        const follow = followed(soql, { table, fields });
        const stamp = follow === undefined ? null : await newestStamp(follow, context);
        const told = { state: stamp === null ? null : { stamp }, families, undeclared };
        const before = since?.['stamp'];
        if (follow !== undefined && stamp !== null && typeof before === 'string') {
          const changes = await changesSince({ since: before, newest: stamp }, follow, context);
          if (changes !== undefined) return { ...changes, ...told };
        }
        return { ...(await everything(context)), ...told };
      },
    };
  },
};

/** Too many calls at once, or for the day, come with a status of their own. */
function isLater({ status, body }: Answer): boolean {
  return status === 403 && body.includes('REQUEST_LIMIT_EXCEEDED');
}

async function everything(context: BulkContext): Promise<Extract<Brought, { mode: 'everything' }>> {
  const { table, label, log } = context;
  const soql = String(table.options['select'] ?? '');
  const { api } = table.options;
  const answer = (files: Extract<Brought, { mode: 'everything' }>['files'], announcedRows: number) =>
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
