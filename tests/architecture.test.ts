import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { listFiles } from '../src/lib/files.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const files = (await listFiles(join(root, 'src'))).filter((path) => path.endsWith('.ts'));
const sources = files.map((path) => ({ path, text: read(`src/${path}`) }));

/** The folder that a file of src/ belongs to: its folder, or the file itself where it stands at the top. types.ts is the door of types/, cli.ts of cli/. */
function folderOf(path: string): string {
  const folder = path.includes('/') ? (path.split('/')[0] ?? path) : path;
  return ['types.ts', 'cli.ts'].includes(folder) ? folder.replace('.ts', '') : folder;
}

function importsOf(text: string): readonly string[] {
  const specifiers = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g,
  );
  return [...specifiers].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

const imports = sources.flatMap(({ path, text }) => importsOf(text).map((specifier) => ({ path, specifier })));
const inside = imports
  .filter(({ specifier }) => specifier.startsWith('.'))
  .map(({ path, specifier }) => ({ path, target: posix.normalize(posix.join(posix.dirname(path), specifier)) }));

/**
 * The folders of src/ from the ground up. A folder imports itself, `types`, `lib` and those that it names here, each for the
 * reason beside it; docs/architecture.md draws the same picture.
 */
const LAYERS: readonly {
  readonly folder: string;
  readonly holds: string;
  readonly imports: Readonly<Record<string, string>>;
}[] = [
  { folder: 'types', holds: 'the shapes that pass between folders', imports: {} },
  { folder: 'lib', holds: 'what knows nothing of reports', imports: { types: 'days, periods, cells' } },
  { folder: 'schema', holds: 'the vocabulary of YAML keys', imports: {} },
  { folder: 'sandbox', holds: 'processes for what is not trusted', imports: {} },
  { folder: 'duckdb', holds: 'the database engine: connections, values, SQL as text', imports: {} },
  {
    folder: 'formats',
    holds: 'files of rows: CSV, JSON, XLSX, Parquet, DuckDB',
    imports: { duckdb: 'reads rows with it', schema: 'its YAML keys' },
  },
  {
    folder: 'connectors',
    holds: 'a folder for each kind of system that data comes from, and their registry',
    imports: { formats: 'some bring files', schema: 'their YAML keys' },
  },
  {
    folder: 'extracts',
    holds: 'the extract store: what was pulled, merged, kept',
    imports: { connectors: 'pulls through them', formats: 'reads what they bring', duckdb: 'merges rows with it' },
  },
  {
    folder: 'config',
    holds: 'a project of YAML, SQL and Markdown as one typed value',
    imports: { schema: 'the vocabulary of its keys', connectors: 'their options are keys of a source' },
  },
  {
    folder: 'warehouse',
    holds: 'models of a brand as a DuckDB file',
    imports: { duckdb: 'the engine', sandbox: 'SQL of a project is not trusted' },
  },
  { folder: 'metrics', holds: 'metric queries and their results', imports: {} },
  { folder: 'checks', holds: 'data tests, freshness, alerts', imports: {} },
  { folder: 'insights', holds: 'what numbers say, as messages', imports: {} },
  {
    folder: 'charts',
    holds: 'Vega-Lite to SVG and PNG',
    imports: { sandbox: 'expressions of a chart are not trusted' },
  },
  { folder: 'pages', holds: 'snapshots to HTML and CSV', imports: {} },
  { folder: 'print', holds: 'pages to PDF', imports: {} },
  { folder: 'editions', holds: 'what is due, published, kept, restored', imports: {} },
  {
    folder: 'mail',
    holds: 'mails of published editions: composed, recorded, sent',
    imports: { editions: 'mails what is published' },
  },
];

/** They put the others together. */
const FREE = ['cli', 'pipeline', 'pipeline.ts'];

test('A folder imports what the picture of layers says, and what is named there is imported', () => {
  const layers = new Map(LAYERS.map((layer) => [layer.folder, layer]));
  const found = new Map<string, Set<string>>();
  for (const { path, target } of inside) {
    const [from, to] = [folderOf(path), folderOf(target)];
    if (FREE.includes(from) || from === to) continue;
    if (!['types', 'lib'].includes(to) || ['types', 'lib'].includes(from))
      found.set(from, (found.get(from) ?? new Set()).add(to));
  }
  expect([...new Set(files.map(folderOf))].filter((folder) => !layers.has(folder) && !FREE.includes(folder))).toEqual(
    [],
  );
  for (const { folder, imports: named } of LAYERS)
    expect([...(found.get(folder) ?? [])].sort(), folder).toEqual(Object.keys(named).sort());
});

test('docs/architecture.md draws the layers as they are', () => {
  const page = read('docs/architecture.md');
  const arrows = LAYERS.flatMap(({ folder, imports: named }) =>
    Object.entries(named).map(([other, reason]) => `  ${folder} -->|${reason}| ${other}`),
  );
  expect(/```mermaid\nflowchart TD\n([\s\S]*?)\n```/.exec(page)?.[1]?.split('\n')).toEqual(arrows);
  const rows = LAYERS.map(({ folder, holds }) => `| \`${folder}/\` | ${holds} |`).toReversed();
  expect(page.match(/^\| `\w+\/` \| .* \|$/gm)).toEqual(rows);
});

test('Layers go one way: a folder imports none that stands above it', () => {
  const order = LAYERS.map(({ folder }) => folder);
  const upwards = LAYERS.flatMap(({ folder, imports: named }) =>
    Object.keys(named).filter((other) => order.indexOf(other) >= order.indexOf(folder)),
  );
  expect(upwards).toEqual([]);
});

test('No circle of imports, within a folder or between two', () => {
  expect(circlesOf(inside)).toEqual([]);
});

test('Nothing in src/ reaches outside src/', () => {
  expect(inside.filter(({ target }) => target.startsWith('..'))).toEqual([]);
});

/** zod describes keys where they belong: in the vocabulary, in a connector, in a format, in the project. */
const LAYERED_LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  zod: ['config', 'connectors', 'formats', 'schema'],
  '@duckdb/node-api': ['duckdb', 'extracts', 'formats', 'warehouse'],
};

test('An outside library lives in one folder, but for those that several layers speak', () => {
  const folders = new Map<string, Set<string>>();
  for (const { path, specifier } of imports) {
    if (specifier.startsWith('.') || specifier.startsWith('node:')) continue;
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');
    folders.set(name, (folders.get(name) ?? new Set()).add(folderOf(path)));
  }
  expect(folders.size).toBeGreaterThan(5);
  const spread = [...folders].filter(([, where]) => where.size > 1);
  expect(Object.fromEntries(spread.map(([name, where]) => [name, [...where].sort()]))).toEqual(LAYERED_LIBRARIES);
});

test('The environment and the clock come in by one file each', () => {
  const using = (pattern: RegExp): readonly string[] =>
    sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
  expect(using(/process\.env\b/)).toEqual(['cli.ts']);
  expect(using(/\bDate\.now\(|\bnew Date\(\)|Temporal\.Now/)).toEqual(['cli.ts']);
});

test('A catch names what it expects: none is without its error, and no file is read with any failure as an answer', () => {
  const bare = sources.filter(({ text }) => /\bcatch\s*\{/.test(text)).map(({ path }) => path);
  const anyFailure = /\b(?:readFile|readdir|realpath|stat|lstat|readText|readJson)\([^\n]*\)\.catch\(\(\) =>/;
  expect([...bare, ...sources.filter(({ text }) => anyFailure.test(text)).map(({ path }) => path)]).toEqual([]);
});

test('No file of src/ is over 250 lines', () => {
  const long = sources
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > 250);
  expect(long).toEqual([]);
});

test('No brand, team, table or metric of the content is named in a string of src/', async () => {
  const names = await contentNames();
  const entities = new Set((await listFiles(join(root, 'queries/staging'))).flatMap((file) => nounOf(file)));
  expect(names.length).toBeGreaterThan(20);
  const any = new RegExp(`(?<![\\w-])(?:${names.join('|')})(?![\\w-])`, 'g');
  const found = sources.flatMap(({ path, text }) =>
    [...withoutComments(text).matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)]
      .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
      .flatMap((literal) =>
        [...literal.matchAll(any)]
          .map(([name]) => name)
          .filter((name) => !(speaksVendors(path) && (entities.has(name) || entities.has(`${name}s`))))
          .map((name) => `${path}: ${name}`),
      ),
  );
  expect(found).toEqual([]);
});

/** Files that import each other, however far around: strongly connected components of more than one (Tarjan 1972). */
function circlesOf(
  edges: readonly { readonly path: string; readonly target: string }[],
): readonly (readonly string[])[] {
  const targets = Map.groupBy(edges, ({ path }) => path);
  const [index, low] = [new Map<string, number>(), new Map<string, number>()];
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): number => {
    const own = index.size;
    index.set(file, own);
    low.set(file, own);
    stack.push(file);
    for (const { target } of targets.get(file) ?? []) {
      const reached = index.has(target) ? (stack.includes(target) ? index.get(target) : undefined) : visit(target);
      low.set(file, Math.min(low.get(file) ?? own, reached ?? own));
    }
    if (low.get(file) === own) {
      const circle = stack.splice(stack.indexOf(file));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return low.get(file) ?? own;
  };
  for (const file of targets.keys()) if (!index.has(file)) visit(file);
  return circles;
}

/** Names that are content alone. Words of the engine's own language that content also uses (such as a team called "growth") count too. */
async function contentNames(): Promise<readonly string[]> {
  const paths = [
    ...(await listFiles(join(root, 'queries'))).map((path) => `queries/${path}`),
    ...(await listFiles(join(root, 'templates'))).map((path) => `templates/${path}`),
  ];
  const named = (pattern: RegExp): readonly string[] => paths.flatMap((path) => pattern.exec(path)?.[1] ?? []);
  const metrics = paths
    .filter((path) => path.startsWith('queries/metrics/') && path.endsWith('.yml'))
    .flatMap((path) => Object.keys((parse(read(path)) as { metrics?: object }).metrics ?? {}));
  const models = named(/^queries\/(?:staging|marts)\/(.+)\.sql$/);
  const brands = named(/^templates\/brands\/([^/]+)\/brand\.yml$/);
  const teams = named(/^templates\/teams\/(.+)\.yml$/);
  return [...new Set([...metrics, ...models, ...brands, ...teams])].sort();
}

/** An entity's noun, one or many, is also what a vendor's interface calls such things: "customers", "tickets". */
function speaksVendors(path: string): boolean {
  return path.startsWith('connectors/');
}

function nounOf(file: string): readonly string[] {
  const noun = /^stg_(.+)\.yml$/.exec(file)?.[1];
  return noun === undefined ? [] : [noun];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/[^\n]*/g, '$1');
}
