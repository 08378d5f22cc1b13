import * as z from 'zod';
import { didYouMean } from '../lib/problem.ts';
import type { Fault } from '../schema/names.ts';
import { valueAt } from './valueAt.ts';
import type { Path } from './yamlFile.ts';

type Issue = z.core.$ZodIssue;

/** A problem of a value in a file, and whether its key or its value is the place to look at. */
export interface ValueProblem extends Fault {
  readonly path: Path;
  readonly side: 'key' | 'value';
}

/** What the schema's finding means to the person who wrote the file. `raw` is the whole file's value. */
export function issueProblems(
  issue: Issue,
  { schema, raw }: { schema: z.ZodType; raw: unknown },
): readonly ValueProblem[] {
  const { path } = issue;
  const value = valueAt(raw, path);
  const name = nameOf(path);
  const one = (message: string, hint = '', side: 'key' | 'value' = 'value') => [{ path, message, hint, side }];
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(shapeOf(schemaAt(schema, path)));
    return issue.keys.map((key) => ({ path: [...path, key], side: 'key', ...unknownKey(key, name, known) }));
  }
  if (value === undefined) return one(...missing(path, schema));
  // The second half of {amount: decimal(18,2)}: the first half's problem says what to do.
  if (/^\d+\)$/.test(String(path.at(-1)))) return [];
  if (issue.code === 'invalid_union') {
    const branch = nearestBranch(issue.errors, value);
    if (branch === undefined) return one(shown(path, value), `It has to be ${expectedOf(issue.errors)}.`);
    return branch.flatMap((inner) => issueProblems({ ...inner, path: [...path, ...inner.path] }, { schema, raw }));
  }
  if (issue.code === 'invalid_key') {
    const inner = issue.issues[0];
    return one(inner?.message ?? '', inner === undefined ? '' : hintOf(inner), 'key');
  }
  if (issue.code === 'custom') return one(issue.message, hintOf(issue));
  return one(shown(path, value), wanted(issue, value));
}

/** "data.wards.grain": a list's entries go by the list's name. */
function nameOf(path: Path): string {
  return path
    .filter((step) => typeof step !== 'number')
    .map(String)
    .join('.');
}

function unknownKey(key: string, name: string, known: readonly string[]): Fault {
  const where = name === '' ? '' : ` in ${name}`;
  return {
    message: `There is no key "${key}"${where}.`,
    hint: didYouMean(key, known),
  };
}

function missing(path: Path, schema: z.ZodType): [string, string] {
  const key = String(path.at(-1));
  const where = nameOf(path.slice(0, -1));
  const description = schemaAt(schema, path)?.description;
  return [
    `${where === '' ? 'The file' : where} has no key "${key}".`,
    description === undefined ? `Add "${key}".` : `Add "${key}": ${description}.`,
  ];
}

function shown(path: Path, value: unknown): string {
  const name = nameOf(path);
  const isEntry = typeof path.at(-1) === 'number';
  if (value === null || (typeof value === 'string' && value.trim() === ''))
    return isEntry ? `${name} has an empty entry.` : `${name} is empty.`;
  const what = Array.isArray(value)
    ? listWords(value)
    : typeof value === 'object'
      ? 'a mapping'
      : JSON.stringify(value);
  return `${name} ${isEntry ? 'holds' : 'is'} ${what}.`;
}

function listWords({ length }: readonly unknown[]): string {
  return length === 0 ? 'an empty list' : `a list of ${length}`;
}

/** What has to stand there instead, as a sentence. */
function wanted(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_value' && typeof value === 'string') return didYouMean(value, issue.values.map(String));
  if (issue.code === 'invalid_type' && issue.expected === 'string') {
    if (value === null) return 'Write a text; one that begins with # needs quotes.';
    return typeof value === 'object' ? 'It has to be a text.' : `It has to be a text: put it in quotes, "${value}".`;
  }
  if (issue.code === 'too_small' && issue.origin === 'array') return `It needs at least ${issue.minimum}.`;
  if (issue.code === 'too_big' && issue.origin === 'array') return `It takes at most ${issue.maximum}.`;
  if (issue.code === 'too_small' && issue.origin !== 'string') return `It has to be at least ${issue.minimum}.`;
  if (issue.code === 'too_big' && issue.origin !== 'string') return `It has to be at most ${issue.maximum}.`;
  return `It has to be ${expected(issue)}.`;
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list: [a, b]',
  object: 'a mapping: {key: value}',
  record: 'a mapping: {key: value}',
};

function expected(issue: Issue): string {
  if (issue.code === 'invalid_type') return typeWords[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return `one of: ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small' || issue.code === 'too_big') return 'a single character';
  return 'a text';
}

function expectedOf(branches: readonly (readonly Issue[])[]): string {
  const words = branches
    .map((issues) => issues.find(({ path }) => path.length === 0))
    .filter((issue) => issue !== undefined);
  return [...new Set(words.map(expected))].join(', or ');
}

function hintOf(issue: object): string {
  const params: unknown = 'params' in issue ? issue.params : undefined;
  return typeof params === 'object' && params !== null && 'hint' in params ? String(params.hint) : '';
}

/** The branch of a union that the value was meant for: the one whose type it has. */
function nearestBranch(branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | undefined {
  const likeness = (issues: readonly Issue[]) =>
    Math.min(2, ...issues.filter(({ path }) => path.length === 0).map((issue) => likenessOf(issue, value)));
  const best = [...branches].sort((a, b) => likeness(b) - likeness(a))[0];
  return best !== undefined && likeness(best) > 0 ? best : undefined;
}

function likenessOf(issue: Issue, value: unknown): number {
  if (issue.code === 'invalid_type') return 0;
  if (issue.code === 'invalid_value') return typeof value === typeof issue.values[0] ? 1 : 0;
  return 2;
}

/** The schema of what stands at a path; of a union, the first member that goes on along it. */
function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  if (schema instanceof z.ZodUnion)
    return schema.options.map((option) => schemaAt(option as z.ZodType, path)).find((found) => found !== undefined);
  if (schema instanceof z.ZodOptional) return schemaAt(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodArray) return schemaAt(schema.element as z.ZodType, rest);
  if (schema instanceof z.ZodRecord) return schemaAt(schema.valueType as z.ZodType, rest);
  const shape = shapeOf(schema);
  const next = Object.hasOwn(shape, step) ? shape[String(step)] : undefined;
  return next === undefined ? undefined : schemaAt(next, rest);
}

function shapeOf(schema: z.ZodType | undefined): Readonly<Record<string, z.ZodType>> {
  if (schema instanceof z.ZodOptional) return shapeOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodUnion)
    return Object.assign({}, ...schema.options.map((option) => shapeOf(option as z.ZodType)));
  return schema instanceof z.ZodObject ? schema.shape : {};
}
