/** One value of a record: what Salesforce's JSON holds. */
export type FieldValue = string | number | boolean | null | { readonly [field: string]: FieldValue };
export type OrgRecord = Readonly<Record<string, FieldValue>>;

export interface OrgObject {
  /** With types as sobjects/describe names them: id, string, picklist, date, datetime, double, boolean, reference … */
  readonly fields: readonly { readonly name: string; readonly type: string }[];
  /** Called anew for every query where it is a function, so that millions of rows need not be held. */
  readonly records: readonly OrgRecord[] | (() => Iterable<OrgRecord> | AsyncIterable<OrgRecord>);
}

export interface Soql {
  /** Empty for COUNT(). */
  readonly fields: readonly string[];
  readonly object: string;
  readonly keeps: (record: OrgRecord) => boolean;
  readonly order: readonly { readonly field: string; readonly isDescending: boolean }[];
  readonly limit: number;
}

/** An error of Salesforce's, told in its JSON shape. */
export class SoqlError extends Error {
  readonly errorCode: string;

  constructor(errorCode: string, message: string) {
    super(message);
    this.errorCode = errorCode;
  }
}

const QUERY =
  /^\s*select\s+(?<fields>count\(\)|[\w.,\s]+?)\s+from\s+(?<object>\w+)(?:\s+where\s+(?<where>.+?))?(?:\s+order\s+by\s+(?<order>[\w.,\s]+?))?(?:\s+limit\s+(?<limit>\d+))?\s*$/is;
const TOKEN = /\s*(?:(?<text>'(?:[^'\\]|\\.)*')|(?<sign><=|>=|!=|=|<|>|\(|\))|(?<word>[\w.:+-]+))/y;

/**
 * Reads the part of SOQL that a report's sources need: SELECT fields or COUNT() FROM object [WHERE conditions with AND, OR, NOT
 * and parentheses] [ORDER BY field [DESC], …] [LIMIT n]. Throws a SoqlError as Salesforce would.
 */
export function parseSoql(text: string, objects: Readonly<Record<string, OrgObject>>): Soql {
  const parts = QUERY.exec(text)?.groups;
  if (parts === undefined) throw new SoqlError('MALFORMED_QUERY', `unexpected token in: ${text}`);
  const object = Object.keys(objects).find((name) => name.toLowerCase() === parts['object']?.toLowerCase());
  const fields = object === undefined ? undefined : objects[object]?.fields;
  if (object === undefined || fields === undefined)
    throw new SoqlError(
      'INVALID_TYPE',
      `\nselect from ${parts['object']}\n^\nsObject type '${parts['object']}' is not supported.`,
    );
  const known = (field: string): string => {
    const found = fields.find(({ name }) => name.toLowerCase() === field.trim().toLowerCase())?.name;
    if (found !== undefined) return found;
    throw new SoqlError(
      'INVALID_FIELD',
      `\nSELECT ${field.trim()}\n       ^\nNo such column '${field.trim()}' on entity '${object}'.`,
    );
  };
  const keeps = parts['where'] === undefined ? () => true : new Conditions(parts['where'], known).all();
  const order = (parts['order'] ?? '').split(',').filter((term) => term.trim() !== '');
  return {
    object,
    fields: /^count\(\)$/i.test(parts['fields'] ?? '') ? [] : (parts['fields'] ?? '').split(',').map(known),
    keeps,
    order: order.map((term) => {
      const [field = '', direction = 'asc'] = term.trim().split(/\s+/);
      return { field: known(field), isDescending: direction.toLowerCase() === 'desc' };
    }),
    limit: parts['limit'] === undefined ? Number.POSITIVE_INFINITY : Number(parts['limit']),
  };
}

/** The records that a query selects, in its order; only ORDER BY without a small LIMIT holds them all. Deleted ones with `isAll`. */
export async function* runSoql(query: Soql, { records }: OrgObject, isAll = false): AsyncGenerator<OrgRecord> {
  const all = typeof records === 'function' ? records() : records;
  const kept = keptOf(all, (record) => (isAll || record['IsDeleted'] !== true) && query.keeps(record));
  let left = query.limit;
  for await (const record of query.order.length === 0 ? kept : await sorted(kept, query)) {
    if (left === 0) return;
    left -= 1;
    yield answered(record, query);
  }
}

async function* keptOf(
  records: Iterable<OrgRecord> | AsyncIterable<OrgRecord>,
  keeps: (record: OrgRecord) => boolean,
): AsyncGenerator<OrgRecord> {
  for await (const record of records) if (keeps(record)) yield record;
}

/** A field's value; "Owner.Name" of the record's owner. */
export function fieldValue(record: OrgRecord, field: string): FieldValue {
  return field.split('.').reduce<FieldValue>((value, name) => (isObject(value) ? (value[name] ?? null) : null), record);
}

/** Compares as Salesforce sorts: without regard to case, nulls first. */
export function compareValues(a: FieldValue, b: FieldValue): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  const [left, right] = [comparable(a), comparable(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

type Condition = (record: OrgRecord) => boolean;

/** Reads what stands after WHERE, from left to right. */
class Conditions {
  private readonly tokens: readonly string[];
  private readonly known: (field: string) => string;
  private at = 0;

  constructor(text: string, known: (field: string) => string) {
    this.tokens = tokensOf(text);
    this.known = known;
  }

  all(): Condition {
    const condition = this.some();
    if (this.at < this.tokens.length) throw unexpected(this.tokens[this.at]);
    return condition;
  }

  private some(): Condition {
    const conditions = [this.each()];
    while (this.takes('or')) conditions.push(this.each());
    return (record) => conditions.some((isMet) => isMet(record));
  }

  private each(): Condition {
    const conditions = [this.one()];
    while (this.takes('and')) conditions.push(this.one());
    return (record) => conditions.every((isMet) => isMet(record));
  }

  private one(): Condition {
    if (this.takes('not')) {
      const condition = this.one();
      return (record) => !condition(record);
    }
    if (!this.takes('(')) return this.comparison();
    const condition = this.some();
    if (!this.takes(')')) throw unexpected(this.tokens[this.at]);
    return condition;
  }

  private comparison(): Condition {
    const [field = '', operator = '', literal] = this.tokens.slice(this.at, this.at + 3);
    const isMet = OPERATORS[operator];
    if (isMet === undefined || literal === undefined) throw unexpected(field);
    this.at += 3;
    const name = this.known(field);
    const wanted = parseLiteral(literal);
    return (record) => {
      const value = fieldValue(record, name);
      // Only = and != have an answer for null.
      if ((value === null || wanted === null) && operator !== '=' && operator !== '!=') return false;
      return isMet(compareValues(value, wanted));
    };
  }

  private takes(word: string): boolean {
    if (this.tokens[this.at]?.toLowerCase() !== word) return false;
    this.at += 1;
    return true;
  }
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  while (text.slice(pattern.lastIndex).trim() !== '') {
    const from = pattern.lastIndex;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) throw unexpected(text.slice(from));
    tokens.push(found.trim());
  }
  return tokens;
}

function unexpected(token: string | undefined): SoqlError {
  return new SoqlError('MALFORMED_QUERY', `unexpected token: '${token ?? '<EOF>'}'`);
}

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function parseLiteral(literal: string): FieldValue {
  if (literal.startsWith("'")) return literal.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  if (/^(true|false)$/i.test(literal)) return literal.toLowerCase() === 'true';
  if (literal.toLowerCase() === 'null') return null;
  return /^-?\d+(\.\d+)?$/.test(literal) ? Number(literal) : literal;
}

function comparable(value: Exclude<FieldValue, null>): string | number {
  if (typeof value !== 'string') return typeof value === 'object' ? JSON.stringify(value) : Number(value);
  return /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : value.toLowerCase();
}

async function sorted(
  records: AsyncIterable<OrgRecord>,
  { order, limit }: Pick<Soql, 'order' | 'limit'>,
): Promise<readonly OrgRecord[]> {
  const inOrder = (a: OrgRecord, b: OrgRecord): number => {
    for (const { field, isDescending } of order) {
      const compared = compareValues(fieldValue(a, field), fieldValue(b, field));
      if (compared !== 0) return isDescending ? -compared : compared;
    }
    return 0;
  };
  let held: OrgRecord[] = [];
  for await (const record of records) {
    held.push(record);
    if (limit < 100 && held.length > 10_000) held = held.sort(inOrder).slice(0, limit);
  }
  return held.sort(inOrder);
}

/** A record as the REST API gives it: with its attributes, and what it is related to as a record inside it. */
function answered(record: OrgRecord, { fields, object }: Pick<Soql, 'fields' | 'object'>): OrgRecord {
  const answer: Record<string, FieldValue> = { attributes: attributes(object, record) };
  for (const field of fields) {
    const [parent = '', ...rest] = field.split('.');
    const related = record[parent] ?? null;
    if (rest.length === 0 || !isObject(related)) answer[parent] = related;
    else {
      const before = answer[parent] ?? null;
      const inner = answered(related, { fields: [rest.join('.')], object: parent });
      answer[parent] = { ...(isObject(before) ? before : {}), ...inner };
    }
  }
  return answer;
}

function attributes(object: string, record: OrgRecord): FieldValue {
  return { type: object, url: `/services/data/v61.0/sobjects/${object}/${String(record['Id'] ?? '')}` };
}

function isObject(value: FieldValue): value is { readonly [field: string]: FieldValue } {
  return typeof value === 'object' && value !== null;
}
