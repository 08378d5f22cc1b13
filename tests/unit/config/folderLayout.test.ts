import { describe } from 'vitest';
import { brand, check, mistake, site } from './mistake.ts';

describe('What a maintainer sees of a file that is not where it belongs', () => {
  mistake(
    'A folder of another name',
    { 'queries/metric/x.yml': 'a: 1' },
    'queries/metric  There is no folder "metric" in queries/.  Did you mean "metrics"?',
  );

  mistake(
    'A file with another ending',
    { 'queries/marts/notes.txt': 'x' },
    'queries/marts/notes.txt  queries/marts/ holds no such file.  It holds: <noun>.sql, <noun>.yml.',
  );

  mistake(
    'YAML by its longer name',
    { 'templates/teams/sales.yaml': 'title: Sales' },
    'templates/teams/sales.yaml  A file of this name means nothing here.  Rename it to sales.yml.',
  );

  mistake(
    'A chart without .vl',
    { 'templates/reports/care/other.json': '{}' },
    'templates/reports/care/other.json  A file of this name means nothing here.  Rename it to other.vl.json.',
  );

  mistake(
    'A folder below a folder',
    { 'queries/marts/deep/x.sql': 'select 1' },
    'queries/marts/deep/x.sql  queries/marts/ holds no such file.  It holds: <noun>.sql, <noun>.yml.',
  );

  mistake(
    'A file beside the folders',
    { 'templates/notes.txt': 'x' },
    'templates/notes.txt  templates/ holds no such file.  It holds: site.yml, brands/, teams/, reports/, words/, layouts/, parts/, pages/, mail/.',
  );

  mistake(
    'A name with a capital',
    { 'templates/teams/Sales.yml': 'title: Sales' },
    'templates/teams/Sales.yml  "Sales" cannot be a name.  Use small letters, digits, _ and -, beginning with a letter.',
  );

  mistake(
    'A model with a dash in its name',
    { 'queries/marts/late-visits.sql': 'select 1' },
    'queries/marts/late-visits.sql  "late-visits" cannot be a name.  Use small letters, digits and _, beginning with a letter.',
  );

  mistake(
    'A chart with a space in its name',
    { 'templates/reports/care/by ward.vl.json': '{}' },
    'templates/reports/care/by ward.vl.json  "by ward" cannot be a name.  Use small letters, digits, _ and -, beginning with a letter.',
  );

  mistake(
    'A project without site.yml',
    { [site]: null },
    'templates/site.yml  The project has no templates/site.yml.  Add it, with "title" and "base_url".',
  );

  mistake(
    'A project without a brand',
    { [brand]: null },
    'queries/sources/clinic.yml:2:10  There is no brand named "north".  Add it: templates/brands/north/brand.yml.',
    'templates/teams/care.yml:3:3  There is no brand named "north".  Add it: templates/brands/north/brand.yml.',
  );

  mistake(
    'A brand of a logo alone',
    { 'templates/brands/south/logo.svg': '<svg></svg>' },
    'templates/brands/south/brand.yml  The brand "south" has no brand.yml.  Add it, or remove the folder.',
  );

  mistake(
    'A report of charts alone',
    { 'templates/reports/sales/x.vl.json': '{"mark": "bar"}' },
    'templates/reports/sales/report.md  The report "sales" has no report.md.  Add it, or remove the folder.',
  );

  mistake(
    'A description without its mart',
    { 'queries/marts/visit.yml': 'description: x' },
    'queries/marts/visit.yml  There is no queries/marts/visit.sql that this could describe.  Rename it like its mart, or remove it.',
  );

  mistake(
    'A staging model by another name',
    { 'queries/staging/visit.sql': 'select 1' },
    'queries/staging/visit.sql  A staging model is named stg_<source>_<table>, not "visit".  Rename it, or move it to queries/marts/.',
  );

  mistake(
    'A staging model among the marts',
    { 'queries/marts/stg_clinic_ward.sql': 'select 1' },
    'queries/marts/stg_clinic_ward.sql  "stg_clinic_ward" is named like a staging model.  Move it to queries/staging/, or rename it.',
  );

  mistake(
    'A staging model and a mart of one name',
    { 'queries/staging/visits.sql': 'select 1' },
    'queries/marts/visits.sql  There are two models named "visits".  The other is queries/staging/visits.sql: rename one.',
    'queries/staging/visits.sql  A staging model is named stg_<source>_<table>, not "visits".  Rename it, or move it to queries/marts/.',
  );

  mistake(
    'An empty model',
    { 'queries/marts/visits.sql': '\n' },
    'queries/marts/visits.sql:1  There is nothing in it.  It has to hold one select.',
  );

  mistake(
    'An empty query',
    { 'queries/reports/busiest.sql': '' },
    'queries/reports/busiest.sql:1  There is nothing in it.  It has to hold one select.',
  );

  mistake(
    'A severity that there is not',
    { [check]: ['warn', 'warning'] },
    'queries/checks/no_future_visits.sql:2  There is no severity "warning".  It is one of: error, warn.',
  );

  mistake(
    'A check about a model that there is not',
    { [check]: ['-- severity: warn', '-- model: visit'] },
    'queries/checks/no_future_visits.sql:2  There is no model "visit".  Did you mean "visits"?',
  );
});
