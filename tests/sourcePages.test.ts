import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadProject } from '../src/config/loadProject.ts';
import { connectors, missingSecrets } from '../src/connectors/registry.ts';
import { REPOSITORY, scratchFolder } from './support/broadsheet.ts';

const PAGES = join(REPOSITORY, 'docs', 'sources');

test('Every kind of source has a page and a line in the table of README.md, and no other has', async () => {
  const kinds = Object.keys(connectors).sort();
  const pages = (await readdir(PAGES)).map((name) => name.replace(/\.md$/, '')).sort();
  expect(pages).toEqual(kinds);
  const readme = await readFile(join(REPOSITORY, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| `([\w-]+)` \|.*\]\(docs\/sources\/([\w-]+)\.md\)/gm)];
  expect(rows.map(([, kind]) => kind).sort()).toEqual(kinds);
  for (const [, kind, page] of rows) expect(page).toBe(kind);
});

describe.each(Object.keys(connectors))('The page of %s', (kind) => {
  test('begins with a source that stands as it is written, and explains each variable that it needs', async () => {
    const page = await readFile(join(PAGES, `${kind}.md`), 'utf8');
    const [, path = '', yaml = ''] = /```yaml\n# (\S+)\n([\s\S]*?)```/.exec(page) ?? [];
    const folder = await scratchFolder();
    const brand = /brands: \[(\w+)\]/.exec(yaml)?.[1] ?? '';
    const files = {
      [path]: yaml,
      'templates/site.yml':
        'title: Pages\nbase_url: https://pages.example\ndefaults: {locale: en-GB, time_zone: UTC, currency: EUR}\n',
      [`templates/brands/${brand}/brand.yml`]: 'title: A brand\n',
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const { sources } = await loadProject(folder);
    expect(sources.map((source) => source.kind)).toEqual([kind]);
    for (const source of sources)
      for (const name of await missingSecrets(source, () => undefined)) expect(page).toContain(name);
    expect(page).toContain('## Limits');
  });
});
