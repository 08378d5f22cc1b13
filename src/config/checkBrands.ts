import type { ProblemList } from './problemList.ts';
import type { Content } from './readContent.ts';
import { checkName } from './unknownName.ts';
import { valueAt } from './valueAt.ts';

/** What a brand needs from its own file or from the site's defaults; guessing it would show wrong numbers or days. */
const needed = ['locale', 'time_zone', 'currency'] as const;

/** Holds brands against the site's defaults, teams against brands, and asks for the files that must be there. */
export function checkBrands({ site, brands, teams, names }: Content, problems: ProblemList): void {
  if (names.site.length === 0)
    problems.add(
      { file: 'templates/site.yml' },
      'The project has no templates/site.yml.',
      'Add it, with "title" and "base_url".',
    );
  for (const name of [...new Set([...names.logo, ...names.css])])
    if (!names.brand.includes(name)) {
      const file = `templates/brands/${name}/brand.yml`;
      problems.add({ file }, `The brand "${name}" has no brand.yml.`, 'Add it, or remove the folder.');
    }
  // Without site.yml, nobody knows what its defaults would have said.
  const hasDefaults = site !== undefined;
  const readers = new Set([
    ...teams.flatMap(({ known }) =>
      Object.entries(known.recipients ?? {}).flatMap(([brand, list]) => (list.length > 0 ? [brand] : [])),
    ),
    ...brands.filter(({ known }) => Object.keys(known.recipients ?? {}).length > 0).map(({ name }) => name),
  ]);
  for (const { name, yaml } of brands) {
    // A value that is there and wrong is a problem that was told.
    const lacks = (key: string) =>
      hasDefaults && !Object.hasOwn(yaml.raw, key) && valueAt(site?.yaml.raw, ['defaults', key]) === undefined;
    for (const key of needed)
      if (lacks(key))
        problems.add(
          yaml.at([]),
          `The brand "${name}" has no ${key}.`,
          'Add it here, or to "defaults" in templates/site.yml.',
        );
    if (lacks('mail_from') && readers.has(name))
      problems.add(
        yaml.at([]),
        `The brand "${name}" has recipients, but no mail_from.`,
        'Add it here, or to "defaults" in templates/site.yml.',
      );
  }
  for (const { known, yaml } of teams)
    for (const brand of Object.keys(known.recipients ?? {}))
      checkName(
        { what: 'brand', name: brand, known: names.brand, place: yaml.at(['recipients', brand], 'key') },
        problems,
      );
  for (const { known, yaml } of brands) {
    for (const [index, name] of (known.reports ?? []).entries())
      checkName({ what: 'report', name, known: names.report, place: yaml.at(['reports', index]) }, problems);
    for (const [index, name] of (known.sources ?? []).entries())
      checkName({ what: 'source', name, known: names.source, place: yaml.at(['sources', index]) }, problems);
    for (const name of Object.keys(known.recipients ?? {}))
      checkName({ what: 'team', name, known: names.team, place: yaml.at(['recipients', name], 'key') }, problems);
  }
}
