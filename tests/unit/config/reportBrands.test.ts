import { expect, test } from 'vitest';
import { type Changes, loadSmallProject } from './smallProject.ts';

const south = 'templates/brands/south/brand.yml';
const report = 'templates/reports/care/report.md';

test('A report that names no brand goes to every brand that names no report', async () => {
  const { reports } = await loadSmallProject({ [south]: 'title: South\n' });
  expect(reports[0]?.brands).toEqual(['north', 'south']);
});

test('A report goes to the brands that it names and to those that name it', async () => {
  const { reports, teams } = await loadSmallProject({
    [report]: ['team: care', 'team: care\nbrands: [north]'],
    [south]: 'title: South\nreports: [care]\nrecipients: {care: [south@example.org]}\n',
    'templates/brands/west/brand.yml': 'title: West\n',
  });
  expect(reports[0]?.brands).toEqual(['north', 'south']);
  expect(teams[0]?.recipients).toEqual({
    north: ['care@example.org', '$CARE_READERS'],
    south: ['south@example.org'],
  });
  expect(teams[0]?.recipientPlaces).toEqual({
    south: { 'south@example.org': { file: south, line: 3, column: 21 } },
  });
});

test('A source serves the brands that it names and those that name it; one of rows that say whose they are, all of them', async () => {
  const askedFor = { [south]: 'title: South\nreports: [care]\nsources: [clinic]\n' };
  const one = await loadSmallProject(askedFor);
  expect(one.sources[0]?.brands).toEqual(['north', 'south']);
  const column: Changes = { 'queries/sources/clinic.yml': ['brands: [north]', 'brand_column: ward'] };
  const all = await loadSmallProject({ ...column, [south]: 'title: South\n' });
  expect(all.sources[0]?.brands).toEqual(['north', 'south']);
  expect((await loadSmallProject({ ...column, ...askedFor })).sources[0]?.brands).toEqual(['south']);
});
