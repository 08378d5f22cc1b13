import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { listFiles } from '../src/lib/files.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const files = (await listFiles(join(root, 'src'))).filter((path) => path.endsWith('.ts'));
const sources = files.map((path) => ({ path, text: read(`src/${path}`) }));

/** The room of a file of src/: its folder, or the file itself where it stands at the top. types.ts is the door of types/, cli.ts of cli/. */
function roomOf(path: string): string {
  const room = path.includes('/') ? (path.split('/')[0] ?? path) : path;
  return ['types.ts', 'cli.ts'].includes(room) ? room.replace('.ts', '') : room;
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

test('A room imports only itself, lib/ and types.ts; those two import nothing of the project', () => {
  const free = new Set(['cli', 'pipeline.ts', 'pipeline']);
  const broken = inside.filter(({ path, target }) => {
    const [from, to] = [roomOf(path), roomOf(target)];
    if (free.has(from) || from === to) return false;
    if (from === 'lib' || from === 'types') return true;
    return to !== 'lib' && to !== 'types';
  });
  expect(inside.length).toBeGreaterThan(20);
  expect(broken).toEqual([]);
});

test('Nothing in src/ reaches outside src/', () => {
  expect(inside.filter(({ target }) => target.startsWith('..'))).toEqual([]);
});

test('An outside library lives in one room', () => {
  const rooms = new Map<string, Set<string>>();
  for (const { path, specifier } of imports) {
    if (specifier.startsWith('.') || specifier.startsWith('node:')) continue;
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');
    rooms.set(name, (rooms.get(name) ?? new Set()).add(roomOf(path)));
  }
  expect(rooms.size).toBeGreaterThan(5);
  expect([...rooms].filter(([, where]) => where.size > 1).map(([name, where]) => [name, ...where])).toEqual([]);
});

test('The environment and the clock come in by one file each', () => {
  const using = (pattern: RegExp): readonly string[] =>
    sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
  expect(using(/process\.env\b/)).toEqual(['cli.ts']);
  expect(using(/\bDate\.now\(|\bnew Date\(\)|Temporal\.Now/)).toEqual(['cli.ts']);
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
  return path.startsWith('sources/') || path.startsWith('config/kinds/');
}

function nounOf(file: string): readonly string[] {
  const noun = /^stg_(.+)\.yml$/.exec(file)?.[1];
  return noun === undefined ? [] : [noun];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/[^\n]*/g, '$1');
}
