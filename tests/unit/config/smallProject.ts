import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadProject } from '../../../src/config/loadProject.ts';
import { formatProblem, ProblemsError } from '../../../src/lib/problem.ts';
import type { Project } from '../../../src/types.ts';

/** A text of lines, as a content file holds it. */
const lines = (...texts: readonly string[]): string => `${texts.join('\n')}\n`;

/** A project in which nothing is wrong: every kind of content file once. */
export const smallProject: Readonly<Record<string, string>> = {
  'templates/site.yml': lines(
    'title: Clinics',
    'base_url: https://reports.example.org/',
    'defaults:',
    '  locale: en-GB',
    '  time_zone: Europe/London',
    '  currency: GBP',
    '  mail_from: Reports <reports@example.org>',
  ),
  'templates/brands/north/brand.yml': lines('title: North', 'colours:', '  accent: "#0b6e6e"'),
  'templates/teams/care.yml': lines(
    'title: {en: Care, ko: 돌봄}',
    'recipients:',
    '  north: [care@example.org, $CARE_READERS]',
  ),
  'templates/reports/care/report.md': lines(
    '---',
    'title: Care',
    'team: care',
    'schedule: weekly',
    'data:',
    '  headline: {metrics: [visits, no_show_rate], grain: week}',
    '  wards: {metrics: [visits], by: ward, last: 4}',
    '  busiest: {query: busiest, columns: {visits: {label: Visits, format: integer}}}',
    'checks: [no_future_visits]',
    'mail: {charts: [visits-by-ward]}',
    '---',
    '{% kpis headline %}',
  ),
  'templates/reports/care/visits-by-ward.vl.json': lines(
    '{',
    '  "mark": "bar",',
    '  "encoding": {"x": {"field": "ward"}}',
    '}',
  ),
  'queries/sources/clinic.yml': lines(
    'kind: files',
    'brands: [north]',
    'tables:',
    '  visit:',
    '    files: visits.csv',
    '    columns: {id: varchar, ward: varchar, seen_at: timestamp, cost: "decimal(18,2)"}',
    '    key: id',
    '    cursor: seen_at',
    '    freshness: {warn: 36h, error: 3d}',
  ),
  'queries/staging/stg_clinic_visit.sql': lines('select * from clinic.visit'),
  'queries/marts/visits.sql': lines('select * from stg_clinic_visit'),
  'queries/marts/visits.yml': lines('description: One row per visit.', 'columns: {ward: Where it took place.}'),
  'queries/metrics/care.yml': lines(
    'team: care',
    'metrics:',
    '  visits:',
    '    label: Visits',
    '    description: Visits in the period.',
    '    mart: visits',
    '    time: seen_on',
    '    sql: count(*)',
    '    dimensions: [ward, doctor]',
    '    format: integer',
    '    better: up',
    '  no_shows: {label: No-shows, description: Missed., mart: visits, time: seen_on, sql: count(*), dimensions: [ward], format: integer, better: down}',
    '  no_show_rate: {label: No-show rate, description: Share missed., ratio: {of: no_shows, to: visits}, format: percent, better: down}',
    '  kept: {label: Kept, description: Not missed., derived: visits - no_shows, format: integer, better: up}',
    '  visits_28d: {label: Visits in 28 days, description: Four weeks., rolling: {of: visits, days: 28}, format: integer, better: up}',
  ),
  'queries/reports/busiest.sql': lines('select ward, count(*) as visits from visits group by ward'),
  'queries/checks/no_future_visits.sql': lines(
    '-- No visit lies in the future.',
    '-- severity: warn',
    'select * from visits where false',
  ),
};

/** What a test does to a file of the small project: another text, other bytes, none, or one passage replaced. */
export type Change = string | Uint8Array | null | readonly [passage: string, replacement: string];
export type Changes = Readonly<Record<string, Change>>;

/** The changed project, read from a folder of its own. Throws as `loadProject` does. */
export async function loadSmallProject(changes: Changes = {}): Promise<Project> {
  const root = await mkdtemp(join(tmpdir(), 'broadsheet-config-'));
  try {
    for (const [path, content] of Object.entries(changedFiles(changes))) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    return await loadProject(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

/** What the maintainer of the changed project sees: a line per problem. */
export async function problemsOf(changes: Changes): Promise<readonly string[]> {
  try {
    await loadSmallProject(changes);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems.map(formatProblem);
  }
}

function changedFiles(changes: Changes): Readonly<Record<string, string | Uint8Array>> {
  const files: Record<string, string | Uint8Array> = { ...smallProject };
  for (const [path, change] of Object.entries(changes)) {
    if (change === null) delete files[path];
    else if (typeof change === 'string' || change instanceof Uint8Array) files[path] = change;
    else files[path] = replaced(path, change);
  }
  return files;
}

function replaced(path: string, [passage, replacement]: readonly [string, string]): string {
  const text = smallProject[path] ?? '';
  if (!text.includes(passage)) throw new Error(`${path} does not hold ${passage}`);
  return text.replace(passage, () => replacement);
}
