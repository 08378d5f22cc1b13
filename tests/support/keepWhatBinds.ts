import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { REPOSITORY } from './broadsheet.ts';

interface Metric {
  readonly mart?: string;
  readonly level?: { readonly mart: string };
  readonly ratio?: unknown;
  readonly derived?: unknown;
  readonly rolling?: unknown;
  readonly to_date?: unknown;
}

/**
 * Takes out of a copy of the repository's queries what rests on a staging model of a source of the repository, which
 * the copy does not have: such marts, and the metrics and checks on them. What rests on entities alone stays.
 */
export async function keepWhatBinds(queries: string): Promise<void> {
  const staged = await readdir(join(REPOSITORY, 'queries', 'staging'));
  const own = new Set(await readdir(join(queries, 'staging')));
  const missing = new Set(
    staged.filter((file) => file.endsWith('.sql') && !own.has(file)).map((file) => file.slice(0, -'.sql'.length)),
  );
  await dropModels(join(queries, 'marts'), missing);
  await dropModels(join(queries, 'checks'), missing);
  await dropMetrics(join(queries, 'metrics'), missing);
}

async function dropMetrics(folder: string, missing: ReadonlySet<string>): Promise<void> {
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const path = join(folder, name);
      return {
        path,
        domain: parse(await readFile(path, 'utf8')) as { readonly metrics: Readonly<Record<string, Metric>> },
      };
    }),
  );
  const all = files.flatMap(({ domain }) => Object.entries(domain.metrics));
  const gone = new Set<string>();
  for (let before = -1; before < gone.size; ) {
    before = gone.size;
    for (const [name, metric] of all) {
      const { ratio, derived, rolling, to_date } = metric;
      const inputs = wordsIn(JSON.stringify([ratio, derived, rolling, to_date]));
      if (missing.has(metric.mart ?? metric.level?.mart ?? '') || inputs.some((input) => gone.has(input)))
        gone.add(name);
    }
  }
  for (const { path, domain } of files) {
    const kept = Object.entries(domain.metrics).filter(([name]) => !gone.has(name));
    if (kept.length === 0) await rm(path);
    else await writeFile(path, stringify({ ...domain, metrics: Object.fromEntries(kept) }));
  }
}

/** Deletes the models that read what is missing, and those that read these; their names are missing from then on. */
async function dropModels(folder: string, missing: Set<string>): Promise<void> {
  const names = (await readdir(folder)).filter((file) => file.endsWith('.sql')).map((file) => file.slice(0, -4));
  const words = new Map<string, readonly string[]>();
  for (const name of names) {
    const sql = await readFile(join(folder, `${name}.sql`), 'utf8');
    words.set(name, wordsIn(sql.replace(/--[^\n]*/g, '')));
  }
  for (let before = -1; before < missing.size; ) {
    before = missing.size;
    for (const name of names) if (words.get(name)?.some((word) => missing.has(word))) missing.add(name);
  }
  for (const name of names.filter((each) => missing.has(each))) {
    for (const ending of ['.sql', '.yml']) await rm(join(folder, name + ending), { force: true });
  }
}

function wordsIn(text: string): readonly string[] {
  return text.match(/\w+/g) ?? [];
}
