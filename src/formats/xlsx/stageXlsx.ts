import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { didYouMean, ProblemsError } from '../../lib/problem.ts';
import type { RejectedRow, SourceTable } from '../../types.ts';
import type { FileOptions } from '../fileOptions.ts';
import type { StagedPart } from '../stagedPart.ts';
import { columnIndex, columnLetters, type XlsxRow, xlsxRows } from './rows.ts';
import { damaged, openXlsxBook } from './workbook.ts';

export interface XlsxRequest {
  readonly table: SourceTable<FileOptions>;
  /** The file's name in messages. */
  readonly label: string;
  readonly path: string;
  /** Where the rows go, as an object per line. */
  readonly target: string;
}

/** Rows count from 1, columns from 0; all are included. */
interface Range {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

const MOST_TEXT = 300;

/**
 * Turns a sheet of an XLSX file into lines of JSON, each on the line that is its row's number in the sheet, so that bad rows
 * are told by the number that a person sees. Values are text: they are typed where all text is. Memory holds the sheet's
 * distinct texts, not its rows. Throws a ProblemsError where there is no such sheet, or no such column.
 */
export async function stageXlsx(request: XlsxRequest): Promise<StagedPart> {
  const { table, label, path, target } = request;
  const { sheet, range } = table.options;
  const rejected: RejectedRow[] = [];
  const book = await openXlsxBook(path, label);
  try {
    const rows = xlsxRows(await book.openSheet(sheet), book);
    await pipeline(
      Readable.from(lines(rows, { ...request, rejected, range: rangeOf(range) })),
      createWriteStream(target),
    );
  } catch (error) {
    throw error instanceof ProblemsError || isOurs(error) ? error : damaged(label);
  } finally {
    book.close();
  }
  return { files: [{ format: 'json', path: target, label, newlineDelimited: true, gzip: false }], rejected };
}

/** A full disk, or a bug: neither is the file's. */
function isOurs(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof Error && 'syscall' in error);
}

interface Lines extends XlsxRequest {
  readonly range: Range;
  readonly rejected: RejectedRow[];
}

type Header = ReadonlyMap<number, string>;

async function* lines(rows: AsyncIterable<XlsxRow>, request: Lines): AsyncGenerator<string> {
  const { table, label, range, rejected } = request;
  const { header: hasHeader = true, null_text: nullText } = table.options;
  let header: Header | undefined = hasHeader ? undefined : headerByPlace(request);
  let written = 0;
  for await (const whole of rows) {
    const row = within(whole, range, nullText);
    if (row === undefined) continue;
    if (header === undefined) {
      header = headerOf(row, request);
      continue;
    }
    const reason = badReason(row, header, table);
    if (reason !== undefined) {
      rejected.push({ file: label, line: row.number, text: textOf(row), reason });
      continue;
    }
    yield `${'\n'.repeat(row.number - 1 - written)}${JSON.stringify(objectOf(row, header))}\n`;
    written = row.number;
  }
  if (header === undefined) throw refused(request, range.firstRow, 'The sheet is empty: it has not even a header.');
}

/** The row's cells that lie in the range and have a value; undefined where there are none. */
function within(row: XlsxRow, range: Range, nullText: string | undefined): XlsxRow | undefined {
  const { firstRow, lastRow, firstColumn, lastColumn } = range;
  if (row.number < firstRow || row.number > lastRow) return undefined;
  const isWithin = ([column, text]: readonly [number, string]): boolean =>
    column >= firstColumn && column <= lastColumn && text !== nullText;
  const cells = new Map([...row.cells].filter(isWithin));
  const errors = new Map([...row.errors].filter(isWithin));
  return cells.size + errors.size === 0 ? undefined : { number: row.number, cells, errors };
}

function headerByPlace({ table, range }: Lines): Header {
  return new Map(Object.keys(table.columns).map((name, index) => [range.firstColumn + index, name]));
}

function headerOf({ cells, number }: XlsxRow, request: Lines): Header {
  const declared = Object.keys(request.table.columns);
  const found = [...cells.values()];
  const problems = declared.flatMap((name) => {
    const times = found.filter((other) => other === name).length;
    const others = found.filter((other) => !declared.includes(other));
    if (times === 0)
      return refused(request, number, `There is no column "${name}".`, didYouMean(name, others)).problems;
    if (times === 1) return [];
    return refused(request, number, `The column "${name}" is there twice.`, 'Rename one of them.').problems;
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  return cells;
}

function badReason(
  { cells, errors }: XlsxRow,
  header: Header,
  { columns }: Pick<SourceTable, 'columns'>,
): string | undefined {
  for (const [column, text] of errors) {
    const name = header.get(column);
    if (name !== undefined && Object.hasOwn(columns, name)) return `has the error ${text} in column "${name}"`;
  }
  const isHeader = [...header].every(([column, name]) => !Object.hasOwn(columns, name) || cells.get(column) === name);
  return isHeader ? 'is the header again' : undefined;
}

/** Every column of the header; what stands outside it as a column that nobody can have declared. */
function objectOf({ cells }: XlsxRow, header: Header): Readonly<Record<string, string | null>> {
  const named = [...header].map(([column, name]) => [name, cells.get(column) ?? null] as const);
  const unnamed = [...cells].filter(([column]) => !header.has(column));
  return Object.fromEntries([
    ...unnamed.map(([column, text]) => [`column ${columnLetters(column)} without a header`, text] as const),
    ...named,
  ]);
}

function textOf({ cells, errors }: XlsxRow): string {
  const all = [...cells, ...errors].sort(([a], [b]) => a - b);
  return all
    .map(([, text]) => text)
    .join(', ')
    .slice(0, MOST_TEXT);
}

function rangeOf(range = ''): Range {
  const [, from = '', firstRow = '1', to = '', lastRow = ''] = RANGE.exec(range) ?? [];
  return {
    firstColumn: from === '' ? 0 : columnIndex(from),
    lastColumn: to === '' ? Number.POSITIVE_INFINITY : columnIndex(to),
    firstRow: Number(firstRow),
    lastRow: lastRow === '' ? Number.POSITIVE_INFINITY : Number(lastRow),
  };
}

/** "B3:F40", with rows or the second half left out; `config/` has checked it. */
const RANGE = /^([A-Z]+)(\d+)?(?::([A-Z]+)(\d+)?)?$/i;

function refused({ label }: XlsxRequest, line: number, message: string, hint?: string): ProblemsError {
  return new ProblemsError([{ file: label, line, message, ...(hint && { hint }) }]);
}
