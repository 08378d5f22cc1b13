import { didYouMean } from '../lib/problem.ts';
import listed from './sqlFunctions.json' with { type: 'json' };

/** The macros that every brand's file has. */
export const BRAND_FUNCTIONS = ['local_time', 'period_start', 'next_period', 'previous_period'] as const;

/**
 * The functions that content may call: those of DuckDB's catalogue that make a value of what they are given, and of
 * nothing else (scripts/sqlFunctions.ts), and the brand's own. What is not listed is refused, also what a later DuckDB adds.
 */
const ALLOWED = {
  expression: new Set([...listed.functions, ...listed.tables, ...BRAND_FUNCTIONS].map(lowered)),
  table: new Set(listed.tables),
} as const;
const REFUSED = new Set(listed.refused.map(lowered));

export interface Fault {
  readonly message: string;
  readonly hint: string;
}

/** Words that are the clock's where there is no column of that name, in place of a call. */
const CLOCK_WORDS = new Set(['current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp']);
const CLOCK =
  /^(?:now|today|ago|get_current_.*|current_(?:date|time|localtime|timestamp|localtimestamp)|transaction_timestamp)$/;
const DICE = /^(?:random|setseed|uuid|uuidv[47]|gen_random_uuid|reservoir_quantile|nextval|currval)$/;
const FILES = /^(?:read_.*|parquet_.*|glob|sniff_csv)$/;
const HIDING = /^(?:query|query_table|histogram|histogram_values|json_execute_serialized_sql)$/;

const BY_THE_CLOCK =
  'The same edition is the same whenever it is made: a report query goes by $period_end, a model by the dates of its data.';
const BY_CHANCE = 'The same edition is the same whenever it is made: order by a column, or take its hash().';

export const SAMPLE: Fault = { message: 'A sample is another one each time.', hint: BY_CHANCE };

/** What is wrong with a call, or with a word that is one, as DuckDB's parser has it; undefined where nothing is. */
export function functionFault(
  node: Readonly<Record<string, unknown>>,
  where: 'expression' | 'table',
): Fault | undefined {
  const columns = node['column_names'];
  if (Array.isArray(columns)) {
    const word = columns.length === 1 ? lowered(columns[0]) : '';
    return CLOCK_WORDS.has(word) ? { message: `${word} is the clock's.`, hint: BY_THE_CLOCK } : undefined;
  }
  const name = lowered(node['function_name']);
  const { length } = Array.isArray(node['children']) ? node['children'] : [];
  if (name === 'age' && length === 1) return { message: 'age() of one date goes by the clock.', hint: BY_THE_CLOCK };
  if (ALLOWED[where].has(name) || !/^\w+$/.test(name)) return undefined;
  return faultOf(name, where);
}

function faultOf(name: string, where: 'expression' | 'table'): Fault {
  if (CLOCK.test(name)) return { message: `${name}() goes by the clock.`, hint: BY_THE_CLOCK };
  if (DICE.test(name)) return { message: `${name}() is something else each time.`, hint: BY_CHANCE };
  if (HIDING.test(name)) {
    const message = `${name}() names its tables in text, so nobody can tell what this depends on.`;
    return { message, hint: 'Write one select from named tables.' };
  }
  if (FILES.test(name)) {
    const hint = 'Declare a source in queries/sources/ and select from its table.';
    return { message: `${name}(): files cannot be read or written here.`, hint };
  }
  if (!REFUSED.has(name)) {
    const near = didYouMean(name, ALLOWED[where]);
    return { message: `There is no function ${name}().`, hint: near.startsWith('Did') ? near : '' };
  }
  const message = `${name}() cannot be called here: it reads or changes more than the tables of the project.`;
  const hint = where === 'table' ? `After from, these can: ${listed.tables.join(', ')}.` : 'Leave it out.';
  return { message, hint };
}

function lowered(name: unknown): string {
  return String(name).toLowerCase();
}
