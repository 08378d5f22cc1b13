import type { DuckDBConnection } from '@duckdb/node-api';
import { boundedCache } from '../lib/boundedCache.ts';
import type { Problem } from '../lib/problem.ts';
import { type Fault, functionFault, SAMPLE } from './sqlFunctions.ts';
import { placeAt, type SqlText } from './sqlText.ts';

/** A table that a select reads; `schema` is empty where the name stands alone, `offset` counts bytes of UTF-8. */
export interface TableMention {
  readonly schema: string;
  readonly name: string;
  readonly offset: number | undefined;
}

/** What one select mentions outside of itself; its own CTEs are resolved. */
export interface SelectSyntax {
  readonly tables: readonly TableMention[];
  readonly parameters: readonly string[];
  /** True where every column comes straight from `tables`: no CTE, no subquery, no table function. */
  readonly isFlat: boolean;
}

export type ParsedSelect =
  | { readonly ok: true; readonly syntax: SelectSyntax }
  | { readonly ok: false; readonly problems: readonly Problem[] };

type Json = Readonly<Record<string, unknown>>;

const COMMENTS = String.raw`(?:\s|;|--[^\n]*(?:\n|$)|/\*[\s\S]*?\*/)*`;
const FIRST_WORD = new RegExp(`^${COMMENTS}([a-z]+)`, 'i');

/**
 * Parses SQL with DuckDB's own parser (no table need exist) and refuses what is not one plain select.
 * `getTableNames()` of the library is of no use here: it answers [] to missing tables and `join … using`.
 */
export async function parseSelect(connection: DuckDBConnection, text: SqlText): Promise<ParsedSelect> {
  const known = parsed.get(text.sql);
  if (known !== undefined) return { ok: true, syntax: known };
  const found = await parse(connection, text);
  if (found.ok) parsed.set(text.sql, found.syntax);
  return found;
}

/** What a process has parsed: most of it is asked of every brand. */
const parsed = boundedCache<SelectSyntax>(2_000);

async function parse(connection: DuckDBConnection, text: SqlText): Promise<ParsedSelect> {
  const reader = await connection.runAndReadAll('select json_serialize_sql($sql::varchar)', { sql: text.sql });
  const answer = asJson(JSON.parse(String(reader.getRows()[0]?.[0])));
  if (answer['error'] === true) return { ok: false, problems: [refusal(answer, text)] };
  const [statement, second] = asList(answer['statements']);
  if (statement === undefined) {
    return { ok: false, problems: [{ ...text.place, message: 'There is no SQL here.', hint: 'Write one select.' }] };
  }
  if (second !== undefined) {
    const message = 'There are several statements here; only one select can stand.';
    const firstLocated = findOffset(second);
    return { ok: false, problems: [{ ...placeAt(text, firstLocated), message, hint: 'Remove all but one.' }] };
  }
  const walk = new Walk();
  walk.visit(asJson(statement)['node'], new Set());
  if (walk.refused.length > 0) {
    const problems = walk.refused
      .toSorted((a, b) => (a.offset ?? 0) - (b.offset ?? 0))
      .map(({ message, offset, hint = 'Write one select from named tables.' }) => {
        return { ...placeAt(text, offset), message, hint };
      });
    return { ok: false, problems };
  }
  return { ok: true, syntax: { tables: walk.tables, parameters: [...walk.parameters].sort(), isFlat: walk.isFlat } };
}

function refusal(answer: Json, text: SqlText): Problem {
  const said = String(answer['error_message']);
  if (answer['error_type'] === 'parser') {
    // Syntax errors count characters; every other position of DuckDB's counts bytes.
    const before = [...text.sql].slice(0, Number(answer['position'])).join('');
    const offset = answer['position'] === undefined ? undefined : Buffer.byteLength(before);
    return { ...placeAt(text, offset), message: `This SQL cannot be read: ${said}.` };
  }
  if (!said.startsWith('Only SELECT')) return { ...text.place, message: `${said}.` };
  const word = FIRST_WORD.exec(text.sql)?.[1]?.toLowerCase() ?? '';
  if (/\bpivot\b/i.test(text.sql) && ['pivot', 'select', 'with', 'from'].includes(word)) {
    const message = 'The statement "pivot … on … using …" cannot stand here: its columns depend on the data.';
    return { ...text.place, message, hint: "Write `from a pivot (sum(x) for y in ('a', 'b'))`." };
  }
  const message = `This is not a select: it begins with "${word}".`;
  return { ...text.place, message, hint: 'Write one select; it cannot change data, settings or files.' };
}

/** Collects what a parse tree mentions. CTEs hide tables of the same name from the place on where they are defined. */
class Walk {
  readonly tables: TableMention[] = [];
  readonly parameters = new Set<string>();
  isFlat = true;
  readonly refused: { readonly message: string; readonly offset: number | undefined; readonly hint?: string }[] = [];
  private depth = 0;
  private readonly seen = new Set<Json>();

  visit(node: unknown, scope: ReadonlySet<string>): void {
    if (Array.isArray(node)) {
      for (const item of node) this.visit(item, scope);
      return;
    }
    if (!isJson(node)) return;
    this.mention(node, scope);
    const isQuery = 'cte_map' in node;
    if (isQuery && this.depth++ > 0) this.isFlat = false;
    const inner = isQuery ? this.visitCtes(node, scope) : scope;
    for (const [key, value] of Object.entries(node)) if (key !== 'cte_map') this.visit(value, inner);
  }

  /** A CTE sees those before it; a recursive one sees itself as well. */
  private visitCtes(node: Json, scope: ReadonlySet<string>): ReadonlySet<string> {
    const seen = new Set(scope);
    if (node['type'] === 'RECURSIVE_CTE_NODE') seen.add(String(node['cte_name']).toLowerCase());
    for (const entry of asList(asJson(node['cte_map'])['map'])) {
      this.visit(asJson(entry)['value'], seen);
      seen.add(String(asJson(entry)['key']).toLowerCase());
    }
    return seen;
  }

  private mention(node: Json, scope: ReadonlySet<string>): void {
    const offset = offsetOf(node);
    if (node['type'] === 'BASE_TABLE') {
      const schema = [node['catalog_name'], node['schema_name']].filter((part) => part !== '').join('.');
      const name = String(node['table_name']);
      const isCte = ['', 'recurring'].includes(schema) && scope.has(name.toLowerCase());
      if (!isCte) this.tables.push({ schema, name, offset });
    } else if (node['class'] === 'PARAMETER') {
      this.parameters.add(String(node['identifier']));
    } else if (node['type'] === 'SHOW_REF') {
      this.refused.push({ message: 'Describe, show and summarize cannot stand here.', offset });
    } else if (node['type'] === 'TABLE_FUNCTION') {
      this.isFlat = false;
      this.refuse(functionFault(asJson(node['function']), 'table'), offset);
    } else if (node['class'] === 'COLUMN_REF' || typeof node['function_name'] === 'string') {
      // The call that a table function stands for has been looked at.
      if (!this.seen.has(node)) this.refuse(functionFault(node, 'expression'), offset);
    }
    if (node['type'] === 'TABLE_FUNCTION') this.seen.add(asJson(node['function']));
    if (isJson(node['sample'])) this.refuse(SAMPLE, offset ?? findOffset(node));
  }

  private refuse(fault: Fault | undefined, offset: number | undefined): void {
    const isTold = this.refused.some((one) => one.message === fault?.message && one.offset === offset);
    if (fault !== undefined && !isTold) this.refused.push({ ...fault, offset });
  }
}

/** DuckDB says 2⁶⁴ − 1 where it does not know. */
function offsetOf(node: Json): number | undefined {
  const location = node['query_location'];
  return typeof location === 'number' && location < Number.MAX_SAFE_INTEGER ? location : undefined;
}

function findOffset(node: unknown): number | undefined {
  if (Array.isArray(node)) return earliest(node);
  if (!isJson(node)) return undefined;
  return offsetOf(node) ?? earliest(Object.values(node));
}

function earliest(nodes: readonly unknown[]): number | undefined {
  const offsets = nodes.map(findOffset).filter((offset) => offset !== undefined);
  return offsets.length === 0 ? undefined : Math.min(...offsets);
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asJson(value: unknown): Json {
  return isJson(value) ? value : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
