import { join } from 'node:path';
import { writeFileAtomic } from '../../../src/lib/files.ts';

/** Writes a project of one source, `far`, and one report. */
export async function makePullProject(folder: string, source: string): Promise<void> {
  const files = {
    'queries/sources/far.yml': source,
    'queries/reports/many.sql': 'select count(*) as many from far.rows\n',
    'templates/site.yml':
      'title: Pulls\nbase_url: https://bench.example\ndefaults: {locale: en-GB, time_zone: UTC, currency: EUR}\n',
    'templates/brands/one/brand.yml': 'title: One\n',
    'templates/teams/all.yml': 'title: All\n',
    'templates/reports/many/report.md':
      '---\ntitle: Many\nteam: all\nschedule: weekly\ndata:\n  many: {query: many}\n---\n{% table many %}\n',
  };
  for (const [path, text] of Object.entries(files)) await writeFileAtomic(join(folder, path), text);
}
