import { createInterface } from 'node:readline';
import { quoteText } from '../../duckdb/sqlName.ts';
import { ProblemsError } from '../../lib/problem.ts';
import type { RejectedRow, StagedFile } from '../../types.ts';
import { openBytes } from '../csv/records.ts';
import {
  type BadRecord,
  badRecords,
  clip,
  columnPositions,
  type Inspected,
  type OpenRequest,
  type Scan,
  type StagedRelation,
  whoseAmong,
} from '../stagedRelation.ts';
import { withExactNumbers } from './exactNumbers.ts';

type JsonFile = Extract<StagedFile, { format: 'json' }>;

/**
 * Opens a file of JSON objects: one per line, or an array. A key that an object lacks is NULL, as is usual in JSON; a column
 * that no object has is a mistake. Objects and lists inside are taken as their JSON text.
 */
export async function openJson(original: JsonFile, request: OpenRequest): Promise<StagedRelation> {
  const { connection, wanted } = request;
  if (!original.newlineDelimited && (await isEmpty(original)))
    throw new ProblemsError([{ file: original.label, message: 'The file is empty: not even a list that is empty.' }]);
  const file = await withExactNumbers(original, request.scratchFile);
  const options = `compression='${file.gzip ? 'gzip' : 'uncompressed'}'`;
  const objectsOf = (paths: readonly string[]): string => {
    const list = `[${paths.map(quoteText).join(', ')}]`;
    return file.newlineDelimited
      ? `read_ndjson_objects(${list}, ignore_errors=true, ${options})`
      : `read_json_objects(${list}, format='array', ${options})`;
  };
  const found = await compareKeys({ ...file, isTail: original.isTail === true }, objectsOf([file.path]), request);

  const types = wanted.map(() => 'VARCHAR');
  const shape = JSON.stringify(Object.fromEntries(wanted.map((name) => [name, 'VARCHAR'])));
  const values = wanted.map((name, index) => `fields[${quoteText(name)}] as v${index}`).join(', ');
  const sql: Scan['sql'] = (paths) => `select ${values}, kind, file_index from (
    select json_type(json) as kind, case when kind = 'OBJECT' then from_json(json, ${quoteText(shape)}) end as fields, file_index
    from ${objectsOf(paths)})`;
  const scan: Scan = { path: file.path, layout: sql([]), sql };
  const reasonSql = `case when kind is null then 'is not JSON' when kind <> 'OBJECT' then 'is not an object'
    else ${request.reasonSql(types)} end`;
  const inspect = async (): Promise<Inspected> => ({
    scan,
    rejected: await locate(
      original,
      await badRecords(connection, { scan, reasonSql, whose: request.whose }),
      request.whose,
    ),
  });
  return { scan, types, found, reasonSql, inspect };
}

/** Nothing at all, where a list should be, is what a broken export leaves. */
async function isEmpty({ path, gzip }: JsonFile): Promise<boolean> {
  for await (const chunk of openBytes(path, gzip)) if (chunk.toString('latin1').trim() !== '') return false;
  return true;
}

/** The keys of the first thousand objects, or of all of them where these lack a wanted column. */
async function compareKeys(
  file: JsonFile,
  objects: string,
  { connection, wanted }: OpenRequest,
): Promise<readonly string[]> {
  const keysOf = async (rows: string): Promise<readonly string[]> => {
    const keys = await connection.runAndReadAll(
      `select distinct unnest(json_keys(json)) as key from (${rows}) where json_type(json) = 'OBJECT' order by key`,
    );
    return keys.getRows().map(([key]) => String(key));
  };
  const first = await keysOf(`from ${objects} limit 1000`);
  if (wanted.every((name) => first.includes(name))) return first;
  const all = await keysOf(`from ${objects}`);
  if (file.isTail === true) return all;
  const rows = await connection.runAndReadAll(`select 1 from ${objects} limit 1`);
  if (rows.currentRowCount === 0) return all;
  if (all.length === 0) throw noObjects(file);
  columnPositions(wanted, all, file);
  return all;
}

function noObjects({ label, newlineDelimited }: JsonFile): ProblemsError {
  const message = newlineDelimited ? 'No line of the file is a JSON object.' : 'Nothing in the list is a JSON object.';
  const hint = 'A file holds one object per line, with no comma behind it, or (as .json) one list of objects.';
  return new ProblemsError([{ file: label, line: 1, message, hint }]);
}

/** The line of each bad object; in an array, whose objects have no lines of their own, its number. */
async function locate(
  file: JsonFile,
  bad: readonly BadRecord[],
  known: OpenRequest['whose'],
): Promise<readonly RejectedRow[]> {
  // What is no object has no columns: the one value of those that are known that stands in it tells.
  const its = ({ reason, whose }: BadRecord, text: string): Pick<RejectedRow, 'whose'> =>
    known === undefined ? {} : /^is not /.test(reason) ? whoseAmong(text.split('"'), known) : { whose };
  if (!file.newlineDelimited)
    return bad.map((one) => {
      const { record, reason } = one;
      return { file: file.label, line: record, text: `object ${record}`, reason, ...its(one, '') };
    });
  const found: RejectedRow[] = [];
  if (bad.length === 0) return found;
  let [line, record] = [0, 0];
  for await (const text of createInterface({
    input: openBytes(file.path, file.gzip),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line += 1;
    if (text.trim() !== '') record += 1;
    const next = bad[found.length];
    if (next === undefined) break;
    if (next.record === record)
      found.push({ file: file.label, line, text: clip(text), reason: next.reason, ...its(next, text) });
  }
  return found;
}
