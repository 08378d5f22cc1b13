import type * as z from 'zod';
import { issueProblems } from './issueProblems.ts';
import type { ProblemList } from './problemList.ts';
import type { Path, YamlFile } from './yamlFile.ts';

/** One content file, checked for itself. */
export interface ContentFile<T> {
  readonly name: string;
  readonly yaml: YamlFile;
  /** `undefined` where the file has a problem. */
  readonly whole: T | undefined;
  /** What of it has none: enough to look for problems between files at the same time. */
  readonly known: Partial<T>;
}

/** Holds a file against its schema; every way in which it differs is a problem at its place. */
export function checkContentFile<T>(
  { name, yaml, schema }: { name: string; yaml: YamlFile; schema: z.ZodObject },
  problems: ProblemList,
): ContentFile<T> {
  const result = schema.safeParse(yaml.raw);
  if (result.success) return { name, yaml, whole: result.data as T, known: result.data as T };
  for (const issue of result.error.issues)
    for (const { path, side, message, hint } of issueProblems(issue, { schema, raw: yaml.raw }))
      problems.add(yaml.at(path, side), message, hint);
  return {
    name,
    yaml,
    whole: undefined,
    known: salvage(schema.partial(), yaml.raw, result.error.issues) as Partial<T>,
  };
}

/** Cuts out as little as makes the rest faultless: the very values, else the entries that hold them, else the keys. */
function salvage(schema: z.ZodObject, raw: unknown, issues: readonly z.core.$ZodIssue[]): object {
  const rest = structuredClone(raw);
  let found = issues;
  for (const depth of [Number.POSITIVE_INFINITY, 2, 1]) {
    for (const issue of found)
      for (const path of issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => [...issue.path, key])
        : [issue.path])
        cut(rest, path.slice(0, depth));
    const result = schema.safeParse(rest);
    if (result.success) return result.data;
    found = result.error.issues;
  }
  return {};
}

/** Removes the value at a path; of a list's entry, the list, since the others keep their places. */
function cut(root: unknown, path: Path): void {
  const list = path.findIndex((step) => typeof step === 'number');
  const steps = list === -1 ? path : path.slice(0, list);
  const last = steps.at(-1);
  let value = root;
  for (const step of steps.slice(0, -1)) {
    if (typeof value !== 'object' || value === null) return;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  if (last !== undefined && typeof value === 'object' && value !== null)
    delete (value as Record<PropertyKey, unknown>)[last];
}
