import { didYouMean } from '../lib/problem.ts';
import { type Fault, fileName, sqlName } from '../schema/names.ts';

export type FileKind =
  | 'site'
  | 'brand'
  | 'logo'
  | 'css'
  | 'team'
  | 'report'
  | 'chart'
  | 'words'
  | 'source'
  | 'staging'
  | 'entity'
  | 'mart'
  | 'mart_notes'
  | 'metrics'
  | 'query'
  | 'check';

interface FileRule {
  readonly kind: FileKind;
  /** The first group is the thing's name, the second a chart's. */
  readonly pattern: RegExp;
  /** What the folder's hint calls it. */
  readonly shape: string;
  readonly nameFault: (name: string) => Fault | undefined;
}

/** Where everything lies. A new kind of content file is one line. */
const rules: readonly FileRule[] = [
  { kind: 'site', pattern: /^templates\/(site)\.yml$/, shape: 'site.yml', nameFault: fileName },
  {
    kind: 'brand',
    pattern: /^templates\/brands\/([^/]+)\/brand\.yml$/,
    shape: '<brand>/brand.yml',
    nameFault: fileName,
  },
  { kind: 'logo', pattern: /^templates\/brands\/([^/]+)\/logo\.svg$/, shape: '<brand>/logo.svg', nameFault: fileName },
  { kind: 'css', pattern: /^templates\/brands\/([^/]+)\/brand\.css$/, shape: '<brand>/brand.css', nameFault: fileName },
  { kind: 'team', pattern: /^templates\/teams\/([^/]+)\.yml$/, shape: '<team>.yml', nameFault: fileName },
  {
    kind: 'report',
    pattern: /^templates\/reports\/([^/]+)\/report\.md$/,
    shape: '<report>/report.md',
    nameFault: fileName,
  },
  {
    kind: 'chart',
    pattern: /^templates\/reports\/([^/]+)\/([^/]+)\.vl\.json$/,
    shape: '<report>/<chart>.vl.json',
    nameFault: fileName,
  },
  { kind: 'words', pattern: /^templates\/words\/([^/]+)\.json$/, shape: '<language>.json', nameFault: fileName },
  { kind: 'source', pattern: /^queries\/sources\/([^/]+)\.yml$/, shape: '<source>.yml', nameFault: sqlName },
  {
    kind: 'staging',
    pattern: /^queries\/staging\/([^/]+)\.sql$/,
    shape: 'stg_<source>_<table>.sql',
    nameFault: sqlName,
  },
  {
    kind: 'entity',
    pattern: /^queries\/staging\/(stg_[^/]+)\.yml$/,
    shape: 'stg_<entity>.yml',
    nameFault: sqlName,
  },
  { kind: 'mart', pattern: /^queries\/marts\/([^/]+)\.sql$/, shape: '<noun>.sql', nameFault: sqlName },
  { kind: 'mart_notes', pattern: /^queries\/marts\/([^/]+)\.yml$/, shape: '<noun>.yml', nameFault: sqlName },
  { kind: 'metrics', pattern: /^queries\/metrics\/([^/]+)\.yml$/, shape: '<domain>.yml', nameFault: fileName },
  { kind: 'query', pattern: /^queries\/reports\/([^/]+)\.sql$/, shape: '<name>.sql', nameFault: fileName },
  { kind: 'check', pattern: /^queries\/checks\/([^/]+)\.sql$/, shape: '<claim>.sql', nameFault: fileName },
];

/** The pages' own files: free in form, read by `pages/`. */
const freeFolders = ['layouts', 'parts', 'pages', 'mail'];
const folders: Readonly<Record<string, readonly string[]>> = {
  queries: ['sources', 'staging', 'marts', 'metrics', 'reports', 'checks'],
  templates: ['brands', 'teams', 'reports', 'words', ...freeFolders],
};

/** What a file is by its place and name; `undefined` where it is nothing known. */
export function recogniseFile(path: string) {
  for (const { kind, pattern, nameFault } of rules) {
    const [, name, chart] = pattern.exec(path) ?? [];
    if (name === undefined) continue;
    const badName = nameFault(name) ?? (chart === undefined ? undefined : fileName(chart));
    return { kind, name, ...(chart !== undefined && { chart }), ...(badName !== undefined && { badName }) };
  }
  return undefined;
}

/** What to say of a file that is nothing known; `undefined` where it may lie there all the same. */
export function findStrayFile(path: string): (Fault & { readonly file: string }) | undefined {
  const parts = path.split('/');
  const [top = '', folder = '', ...rest] = parts;
  if (parts.some((part) => part.startsWith('.')) || parts.at(-1) === 'README.md') return undefined;
  if (top === 'templates' && freeFolders.includes(folder) && rest.length > 0) return undefined;

  const known = folders[top] ?? [];
  if (rest.length > 0 && !known.includes(folder))
    return {
      file: `${top}/${folder}`,
      message: `There is no folder "${folder}" in ${top}/.`,
      hint: didYouMean(folder, known),
    };
  const renamed = [path.replace(/\.yaml$/, '.yml'), path.replace(/(\.vl)?\.json$/, '.vl.json'), path.toLowerCase()]
    .filter((other) => other !== path && recogniseFile(other)?.badName === undefined)
    .find((other) => recogniseFile(other) !== undefined);
  if (renamed !== undefined)
    return {
      file: path,
      message: 'A file of this name means nothing here.',
      hint: `Rename it to ${renamed.split('/').at(-1)}.`,
    };
  const where = rest.length === 0 ? `${top}/` : `${top}/${folder}/`;
  const shapes = rules
    .filter(({ pattern }) => pattern.source.startsWith(`^${where.replaceAll('/', '\\/')}(`))
    .map(({ shape }) => shape);
  const holds = rest.length === 0 ? [...shapes, ...known.map((name) => `${name}/`)] : shapes;
  return { file: path, message: `${where} holds no such file.`, hint: `It holds: ${holds.join(', ')}.` };
}
