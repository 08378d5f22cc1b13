import { describe } from 'vitest';
import { brand, metrics, mistake, site, source, team } from './mistake.ts';

describe('What a maintainer sees of a mistake in YAML', () => {
  mistake(
    'An unknown key is told with the nearest known one',
    { [site]: ['title:', 'titl:'] },
    'templates/site.yml:1:1  The file has no key "title".  Add "title": the site\'s title.',
    'templates/site.yml:1:1  There is no key "titl".  Did you mean "title"?',
  );

  mistake(
    'An unknown key inside an entry says where it is',
    { [metrics]: ['    label: Visits', '    labell: Visits'] },
    'queries/metrics/care.yml:3:3  metrics.visits has no key "label".  Add "label": what readers call it.',
    'queries/metrics/care.yml:4:5  There is no key "labell" in metrics.visits.  Did you mean "label"?',
  );

  mistake(
    'A key that is there twice is told at the second',
    { [team]: ['title:', 'title: Care\ntitle:'] },
    'templates/teams/care.yml:2:1  The key "title" is here twice.  Keep one of the two.',
  );

  mistake(
    'A tab cannot indent',
    { [brand]: ['  accent', '\taccent'] },
    'templates/brands/north/brand.yml:3:1  A tab cannot indent YAML.  Use spaces.',
  );

  mistake(
    'A quote that does not end',
    { [brand]: ['"#0b6e6e"', '"#0b6e6e'] },
    'templates/brands/north/brand.yml:4:1  This is not YAML: Missing closing "quote.  Look for a quote, bracket or colon that is missing before it.',
  );

  mistake(
    'A bracket that does not end',
    { [source]: ['[north]', '[north'] },
    'queries/sources/clinic.yml:3:1  This is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ].  Indent it like its neighbours, and close every bracket.',
  );

  mistake(
    'A text with a colon needs quotes',
    { [brand]: ['North', 'North: the clinic'] },
    'templates/brands/north/brand.yml:1:8  A value holds ": ", which begins a mapping.  Put the value in quotes.',
  );

  mistake(
    'A text that begins with @ needs quotes',
    { [brand]: ['North', '@north'] },
    'templates/brands/north/brand.yml:1:8  A value cannot begin with this character.  Put the value in quotes.',
  );

  mistake(
    'A second document',
    { [brand]: ['colours', '---\ncolours'] },
    'templates/brands/north/brand.yml:2:1  A second YAML document begins here.  Remove the line "---".',
  );

  mistake(
    'An alias that stands for nothing',
    { [brand]: ['North', '*north'] },
    'templates/brands/north/brand.yml:1  This is not YAML: Unresolved alias (the anchor must be set before the alias): north.',
  );

  mistake(
    'A tag that stands for nothing',
    { [brand]: ['North', '!secret north'] },
    'templates/brands/north/brand.yml:1:8  This is not YAML: Unresolved tag: !secret.',
  );

  mistake(
    'A list where a mapping belongs',
    { [team]: '- title: Care\n' },
    'templates/teams/care.yml:1:1  This has to be a mapping: lines of "key: value".  docs/content.md shows what belongs here.',
  );

  mistake(
    'A text where a mapping belongs',
    { [team]: 'Care\n' },
    'templates/teams/care.yml:1:1  This has to be a mapping: lines of "key: value".  docs/content.md shows what belongs here.',
  );

  mistake(
    'An empty file',
    { [team]: '' },
    'templates/teams/care.yml:1  There is nothing in it.  docs/content.md shows what belongs here.',
  );

  mistake(
    'A file of comments alone',
    { [team]: '# soon\n' },
    'templates/teams/care.yml:1  There is nothing in it.  docs/content.md shows what belongs here.',
  );

  mistake(
    'A key without a value',
    { [brand]: ['North', ''] },
    'templates/brands/north/brand.yml:1:1  title is empty.  Write a text; one that begins with # needs quotes.',
  );

  mistake(
    'A colour without quotes is a comment',
    { [brand]: ['"#0b6e6e"', '#0b6e6e'] },
    'templates/brands/north/brand.yml:3:3  colours.accent is empty.  Write a text; one that begins with # needs quotes.',
  );

  mistake(
    'A number where a text belongs',
    { [brand]: ['North', '2026'] },
    'templates/brands/north/brand.yml:1:8  title is 2026.  It has to be a text: put it in quotes, "2026".',
  );

  mistake(
    'A text where a list belongs',
    { [source]: ['[north]', 'north'] },
    'queries/sources/clinic.yml:2:9  brands is "north".  It has to be a list: [a, b].',
  );

  mistake(
    'A list where a text belongs',
    { [brand]: ['North', '[North]'] },
    'templates/brands/north/brand.yml:1:8  title is a list of 1.  It has to be a text.',
  );

  mistake(
    'A text where a mapping belongs, deeper',
    { [brand]: ['\n  accent: "#0b6e6e"', ' blue'] },
    'templates/brands/north/brand.yml:2:10  colours is "blue".  It has to be a mapping: {key: value}.',
  );

  mistake(
    'A file that is not UTF-8',
    { [team]: Buffer.from('title: Care\ndescription: Caf\xe9\n', 'latin1') },
    'templates/teams/care.yml:2:17  The file is not UTF-8.  Save it as UTF-8.',
  );

  mistake(
    'A file of UTF-16',
    { [team]: Buffer.from('\ufefftitle: Care\n', 'utf16le') },
    'templates/teams/care.yml:1:1  The file is not UTF-8.  Save it as UTF-8.',
  );
});
