import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteText } from '../../duckdb/sqlName.ts';
import { ProblemsError } from '../../lib/problem.ts';
import type { RejectedRow, StagedFile } from '../../types.ts';
import {
  type BadRecord,
  badRecords,
  clip,
  columnPositions,
  type Inspected,
  MOST_REJECTED,
  type OpenRequest,
  type Scan,
  type StagedRelation,
  whoseAmong,
} from '../stagedRelation.ts';
import { type CsvRecord, csvFields, csvRecords, openBytes } from './records.ts';

type CsvFile = Extract<StagedFile, { format: 'csv' }>;

/** A line that DuckDB's reader could not split into the header's columns. */
interface BrokenLine {
  /** Offset of its first byte. */
  readonly start: number;
  readonly reason: string;
}

/** Where DuckDB notes the lines of CSV files that it could not split, for every file that the connection has read. */
const FORGET_REJECTS = 'drop table if exists reject_errors; drop table if exists reject_scans';

/** Whether the connection has met a line of a CSV file that it could not split. */
export async function hasBrokenLines(connection: DuckDBConnection): Promise<boolean> {
  const tables = await connection.runAndReadAll("select 1 from duckdb_tables() where table_name = 'reject_errors'");
  if (tables.currentRowCount === 0) return false;
  return (await connection.runAndReadAll('select 1 from reject_errors limit 1')).currentRowCount > 0;
}

/**
 * Opens a CSV file. Nothing is left to detection, which answers a ragged file with one text column and no error: delimiter,
 * header and columns are given, every column is read as text, and the casts are ours (columnText.ts).
 */
export async function openCsv(file: CsvFile, request: OpenRequest): Promise<StagedRelation> {
  const header = await readHeader(file);
  const fields = csvFields(header.text, file.delimiter);
  const positions = file.header
    ? namedPositions(request.wanted, fields, file)
    : unnamedPositions(request.wanted, fields, file);
  const layout = { positions, width: fields.length };
  const types = request.wanted.map(() => 'VARCHAR');
  const reason = request.reasonSql(types);
  const reasonSql = file.header
    ? `case when ${isHeader(request.wanted)} then 'is the header again' else ${reason} end`
    : reason;
  const scan = scanOf(file, layout);
  const found = file.header ? fields : [];
  return { scan, types, found, reasonSql, inspect: () => inspectCsv(file, { layout, reasonSql, request }) };
}

interface Inspection {
  readonly layout: Layout;
  readonly reasonSql: string;
  readonly request: OpenRequest;
}

async function inspectCsv(file: CsvFile, inspection: Inspection): Promise<Inspected> {
  try {
    return await readThrough(file, inspection);
  } catch (error) {
    if (error instanceof ProblemsError) throw error;
    // Files put together from several systems mix line ends, which DuckDB's strict mode refuses as a whole.
    const path = inspection.request.scratchFile();
    await pipeline(openBytes(file.path, file.gzip), plainLineEnds, createWriteStream(path));
    return readThrough({ ...file, path, gzip: false }, inspection);
  }
}

interface Layout {
  /** Of each wanted column, from 0. */
  readonly positions: readonly number[];
  /** How many columns the file has. */
  readonly width: number;
}

async function readThrough(file: CsvFile, { layout, reasonSql, request }: Inspection): Promise<Inspected> {
  const scan = scanOf(file, layout);
  await request.connection.run(FORGET_REJECTS);
  const bad = await badRecords(request.connection, { scan, reasonSql, whose: request.whose });
  const broken = await brokenLines(file, request);
  return { scan, rejected: await locate(file, { bad, broken, whose: request.whose }) };
}

function scanOf(file: CsvFile, { positions, width }: Layout): Scan {
  const select = positions.map((position, index) => `c${position} as v${index}`).join(', ');
  const columns = Array.from({ length: width }, (_, index) => `c${index}: 'VARCHAR'`).join(', ');
  const nulls = file.nullText === undefined ? "''" : `['', ${quoteText(file.nullText)}]`;
  // `store_rejects`, never `ignore_errors`: that one, after text behind a closing quotation mark, drops the rest of the file.
  // A blank line is no row: DuckDB agrees for files of several columns, and reads a NULL from a file of one.
  const where = width === 1 ? 'where c0 is not null' : '';
  const options = `auto_detect=false, header=${file.header}, columns={${columns}}, delim=${quoteText(file.delimiter)}, quote='"', escape='"',
    strict_mode=true, buffer_size=8388608, nullstr=${nulls}, allow_quoted_nulls=${file.isQuotedEmptyNull ?? false},
    compression='${file.gzip ? 'gzip' : 'none'}', store_rejects=true${file.isPadded === true ? ', null_padding=true, parallel=false' : ''}`;
  const sql: Scan['sql'] = (paths) =>
    `select ${select}, file_index from read_csv([${paths.map(quoteText).join(', ')}], ${options}) ${where}`;
  return { path: file.path, layout: sql([]), sql };
}

async function readHeader(file: CsvFile): Promise<CsvRecord> {
  for await (const record of csvRecords(file)) return record;
  const message = file.header ? 'The file is empty: it has not even a header.' : 'The file is empty.';
  throw new ProblemsError([{ file: file.label, line: 1, message }]);
}

function namedPositions(wanted: readonly string[], fields: readonly string[], file: CsvFile): readonly number[] {
  const [only = ''] = fields;
  const other = [',', ';', '\t', '|'].find((delimiter) => delimiter !== file.delimiter && only.includes(delimiter));
  const isOneByRight = wanted.includes(only) || (wanted.length === 1 && other === undefined);
  if (fields.length > 1 || isOneByRight) return columnPositions(wanted, fields, file);
  const hint =
    other !== undefined
      ? `Is the delimiter ${show(other)} rather than ${show(file.delimiter)}?`
      : 'Are there quotation marks around the whole line, or is it no header?';
  throw new ProblemsError([
    { file: file.label, line: 1, message: `The header is one single column, ${show(only)}.`, hint },
  ]);
}

/** Without a header, columns are known by their place alone, so there must be exactly as many as are declared. */
function unnamedPositions(wanted: readonly string[], fields: readonly string[], file: CsvFile): readonly number[] {
  if (fields.length === wanted.length) return wanted.map((_, index) => index);
  const message = `The file has ${fields.length} columns and no header; ${wanted.length} are declared.`;
  const hint = 'Declare them all, in the order of the file.';
  throw new ProblemsError([{ file: file.label, line: 1, message, hint }]);
}

function show(text: string): string {
  return text === '\t' ? 'a tab' : JSON.stringify(clip(text, 120));
}

function isHeader(wanted: readonly string[]): string {
  return wanted.map((name, index) => `v${index} = ${quoteText(name)}`).join(' and ');
}

/** What DuckDB's reader noted of the lines that it could not split. */
async function brokenLines(file: CsvFile, { connection }: OpenRequest): Promise<readonly BrokenLine[]> {
  const found = await connection.runAndReadAll(`
    select line_byte_position::double, arg_min(error_type::varchar, column_idx), arg_min(error_message, column_idx),
      any_value(csv_line)
    from reject_errors group by line_byte_position order by line_byte_position limit ${MOST_REJECTED + 1}`);
  return found.getRows().map(([start, kind, message, line]) => {
    if (kind === 'UNQUOTED VALUE' && String(line).trim().includes('\n')) throw openQuote(file, String(line));
    return { start: Number(start) - 1, reason: brokenReason(String(kind), String(message)) };
  });
}

/** One open quotation mark swallows every row after it, so it is never one bad row among others. */
function openQuote(file: CsvFile, text: string): ProblemsError {
  const message = `A quotation mark is opened and not closed where a field ends, so that rows cannot be told apart from here on: ${show(text)}.`;
  return new ProblemsError([{ file: file.label, message }]);
}

function brokenReason(kind: string, message: string): string {
  const [, expected, found] = /Columns: (\d+) Found: (\d+)/.exec(message) ?? [];
  if (expected !== undefined) return `has ${found} values for ${expected} columns`;
  if (kind === 'UNQUOTED VALUE') return 'has text after a closing quotation mark';
  if (kind === 'LINE SIZE OVER MAXIMUM') return 'is longer than 2 MB';
  return kind === 'INVALID ENCODING' ? 'is not UTF-8' : message;
}

/** Line and text of every bad record, by reading the file once more; only files with bad rows pay for it. */
async function locate(
  file: CsvFile,
  {
    bad,
    broken,
    whose,
  }: { readonly bad: readonly BadRecord[]; readonly broken: readonly BrokenLine[] } & Pick<OpenRequest, 'whose'>,
): Promise<readonly RejectedRow[]> {
  const found: RejectedRow[] = [];
  let [nextBad, nextBroken, record] = [0, 0, 0];
  let isHeader = file.header;
  if (bad.length + broken.length === 0) return found;
  for await (const { line, end, text } of csvRecords(file)) {
    const brokenHere = broken[nextBroken];
    const reject = (reason: string, its: Pick<RejectedRow, 'whose'>) =>
      found.push({ file: file.label, line, text: clip(text), reason, ...its });
    if (isHeader) isHeader = false;
    else if (brokenHere !== undefined && brokenHere.start < end) {
      reject(brokenHere.reason, whoseAmong(csvFields(text, file.delimiter), whose));
      nextBroken += 1;
    } else {
      record += 1;
      const badHere = bad[nextBad];
      if (badHere?.record === record) {
        reject(badHere.reason, whose === undefined ? {} : { whose: badHere.whose });
        nextBad += 1;
      }
    }
    if (nextBad === bad.length && nextBroken === broken.length) break;
  }
  return found;
}

async function* plainLineEnds(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let endedInCr = false;
  for await (const chunk of chunks) {
    const text = chunk.toString('latin1');
    const whole = endedInCr && text.startsWith('\n') ? text.slice(1) : text;
    endedInCr = text.endsWith('\r');
    yield Buffer.from(whole.replaceAll(/\r\n?/g, '\n'), 'latin1');
  }
}
