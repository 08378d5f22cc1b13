import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { entitiesPage } from '../scripts/docs/entitiesPage.ts';
import { entitySchema } from '../src/config/entitySchema.ts';
import { loadProject } from '../src/config/loadProject.ts';
import { martSchema } from '../src/config/martSchema.ts';
import { metricsSchema } from '../src/config/metricSchemas.ts';
import { reportSchema } from '../src/config/reportSchema.ts';
import { brandSchema, siteSchema, teamSchema } from '../src/config/siteSchemas.ts';
import { sourceSchema } from '../src/config/sourceSchema.ts';
import { connectors } from '../src/connectors/registry.ts';
import { broadsheet } from './support/broadsheet.ts';

const root = join(import.meta.dirname, '..');
const scratch = await mkdtemp(join(tmpdir(), 'docs-'));
afterAll(() => rm(scratch, { recursive: true, force: true }));

interface Example {
  readonly file: string;
  readonly language: string;
  /** The headings above it, joined. */
  readonly under: string;
  readonly text: string;
}

const sourcePages = (await readdir(join(root, 'docs', 'sources'))).map((name) => `docs/sources/${name}`);
const decisions = (await readdir(join(root, 'docs', 'decisions'))).map((name) => `docs/decisions/${name}`);
const pages = ['README.md', 'docs/begin.md', 'docs/content.md', 'docs/entities.md', ...sourcePages];
const examples = (await Promise.all(pages.map(examplesIn))).flat();

async function examplesIn(file: string): Promise<readonly Example[]> {
  const text = await readFile(join(root, file), 'utf8');
  return [...text.matchAll(/^( *)```(yaml|sql|md|json)\n([\s\S]*?)^\1```/gm)].map((found) => {
    const [, indent = '', language = '', body = ''] = found;
    const headings = text.slice(0, found.index).match(/^#{2,3} .*$/gm) ?? [];
    const under = headings.slice(-2).join(' ');
    return { file, language, under, text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), '') };
  });
}

test.for(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', ...decisions])(
  'Every file and folder that %s names is there',
  async (page) => {
    const text = withoutToy(await readFile(join(root, page), 'utf8'));
    const named = [
      ...[...text.matchAll(/`((?:src|tests|scripts|templates|docs)\/[\w./-]+)`/g)].map(([, path = '']) => path),
      ...[...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, path = '']) => join(dirname(page), path)),
    ];
    const missing = [...new Set(named)].filter((path) => !existsSync(join(root, path)));
    expect(missing).toEqual([]);
  },
);

/** The files of the connector that CONTRIBUTING.md makes are not there: they are made by its test. */
function withoutToy(text: string): string {
  return text.replaceAll(/`[\w/.]*line-?server[\w/.]*`/gi, '');
}

test('docs/entities.md has the contracts as they are: `node scripts/docs.ts` writes them', async () => {
  const page = await readFile(join(root, 'docs', 'entities.md'), 'utf8');
  const { models } = await loadProject(root);
  expect(page).toBe(entitiesPage(page, models));
});

/** What an example of a content file is, by the file that its heading, or its own first line, names. */
const KINDS: readonly (readonly [
  RegExp,
  (value: Readonly<Record<string, unknown>>) => { readonly success: boolean },
])[] = [
  [/site\.yml/, (value) => siteSchema.safeParse(value)],
  [/brand\.yml|A brand that spans/, (value) => brandSchema.safeParse(value)],
  [/teams\//, (value) => teamSchema.safeParse(value)],
  [/sources\/|^$/, (value) => sourceOf(value)],
  [/metrics\/|Change a number/, (value) => metricsSchema.safeParse(completed(value))],
  [/Tables of metrics/, (value) => reportSchema.safeParse({ title: 'A', team: 'a', schedule: 'weekly', ...value })],
  [/Entities|marts\//, (value) => ('key' in value ? martSchema : entitySchema).safeParse(value)],
];

function sourceOf(value: Readonly<Record<string, unknown>>): { readonly success: boolean } {
  const keys = connectors[String(value['kind'])]?.options;
  return keys === undefined ? { success: false } : sourceSchema(String(value['kind']), keys).safeParse(value);
}

/** The keys that are always needed, and that an example says it leaves out. */
function completed(value: Readonly<Record<string, unknown>>): unknown {
  const metrics = 'metrics' in value ? value['metrics'] : value;
  const whole = Object.entries(metrics as Readonly<Record<string, object>>).map(([name, metric]) => {
    return [name, { label: name, description: name, format: 'integer', better: 'up', ...metric }];
  });
  return { ...('metrics' in value ? value : {}), metrics: Object.fromEntries(whole) };
}

test.for(examples.filter(({ language }) => language === 'yaml'))(
  'The example of $file under "$under" is a file that is taken as it is',
  ({ file, under, text }) => {
    const [, named = ''] = /^# (\S+\.yml)\n/.exec(text) ?? [];
    const heading = file.startsWith('docs/sources/') ? '' : named || (under.split(/ (?=#)/).at(-1) ?? '');
    const kind = KINDS.find(([pattern]) => pattern.test(heading));
    if (kind === undefined) throw new Error(`Nobody knows what the example under "${heading}" is.`);
    expect(kind[1](parse(text) as Readonly<Record<string, unknown>>)).toMatchObject({ success: true });
  },
);

test.for(examples.filter(({ language, file }) => language === 'md' && file === 'docs/content.md'))(
  'The report of $file under "$under" begins with what a report may say',
  ({ text }) => {
    const [, front = text] = /^---\n([\s\S]*?)\n---/.exec(text) ?? [];
    const shown = parse(front) as Readonly<Record<string, unknown>>;
    expect(
      reportSchema.safeParse({ title: 'A', team: 'a', schedule: 'weekly', ...shown }).error?.issues,
    ).toBeUndefined();
  },
);

test('The tables of metrics that docs/content.md shows are those of the sample, whose values tests/reports says', async () => {
  const example = examples.find(({ under, language }) => language === 'yaml' && /Tables of metrics/.test(under));
  const { data } = parse(example?.text ?? '') as { readonly data: Readonly<Record<string, object>> };
  const blocks = ['coffee-product', 'coffee-operations'].map(async (report) => {
    const text = await readFile(join(root, 'templates', 'reports', report, 'report.md'), 'utf8');
    const [, front = ''] = /^---\n([\s\S]*?)\n---/.exec(text) ?? [];
    return { report, own: (parse(front) as { readonly data: Readonly<Record<string, object>> }).data };
  });
  const sample = Object.assign({}, ...(await Promise.all(blocks)).map(({ own }) => own)) as typeof data;
  expect(Object.keys(data)).toEqual(['products', 'place_hours']);
  expect(sample).toMatchObject(data);
  for (const said of ['coffee-product.products', 'coffee-operations.place_hours'])
    expect(existsSync(join(root, 'tests', 'reports', said, 'expected.csv'))).toBe(true);
});

test.for(examples.filter(({ language }) => language === 'json'))('The example of $file is JSON', ({ text }) => {
  expect(() => JSON.parse(text) as unknown).not.toThrow();
});

test('The walk-through of docs/entities.md, laid into the repository, is a brand that passes check', {
  timeout: 120_000,
}, async () => {
  const steps = examples.filter(({ file }) => file === 'docs/entities.md');
  const project = join(scratch, 'project');
  for (const part of ['queries', 'templates']) await cp(join(root, part), join(project, part), { recursive: true });
  const files = steps.map(({ text }) => {
    const [, path = ''] = /^(?:#|--) (\S+\.(?:yml|sql))\n/.exec(text) ?? [];
    return { path, text };
  });
  expect(files.map(({ path }) => path)).toEqual([
    'queries/sources/till.yml',
    'queries/staging/stg_till_orders.sql',
    'queries/staging/stg_till_order_items.sql',
    'templates/brands/corner/brand.yml',
  ]);
  for (const { path, text } of files) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  const { status, stdout, stderr } = await broadsheet(['check', '--project', project]);
  expect(`${stdout}${stderr}`).toContain('All is well');
  expect(status).toBe(0);
});
