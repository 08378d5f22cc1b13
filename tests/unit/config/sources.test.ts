import { describe } from 'vitest';
import { mistake, source } from './mistake.ts';

describe('What a maintainer sees of a mistake in a source', () => {
  mistake(
    'A kind that there is not',
    { [source]: ['kind: files', 'kind: file'] },
    'queries/sources/clinic.yml:1:7  There is no kind of source "file".  Did you mean "files"?',
  );

  mistake(
    'No kind',
    { [source]: ['kind: files\n', ''] },
    'queries/sources/clinic.yml:1:1  The file has no key "kind".  Add "kind", one of: clickhouse, files, google-drive, http, hubspot, postgres, s3, salesforce, snowflake, stripe, zendesk.',
  );

  mistake(
    'Neither brands nor brand_column',
    { [source]: ['brands: [north]\n', ''] },
    'queries/sources/clinic.yml:1:1  Nothing says whose data this is.  Add "brands": a list; or "brand_column", where one source serves several.',
  );

  mistake(
    'A brand that there is not',
    { [source]: ['[north]', '[north, south]'] },
    'queries/sources/clinic.yml:2:17  There is no brand named "south".  Did you mean "north"?',
  );

  mistake(
    'A source without tables',
    { [source]: 'kind: files\nbrands: [north]\ntables: {}\n' },
    'queries/sources/clinic.yml:3:9  tables is empty.  A source needs at least one table.',
  );

  mistake(
    'A cursor that is a text',
    { [source]: ['cursor: seen_at', 'cursor: ward'] },
    'queries/sources/clinic.yml:8:13  The cursor "ward" is a varchar, whose highest value is not the newest.  Declare it as what it is: a timestamp, a date or a number; or leave `cursor` out.',
  );

  mistake(
    'A table without files',
    { [source]: ['    files: visits.csv\n', ''] },
    'queries/sources/clinic.yml:4:3  tables.visit has no key "files".  Add "files": a glob, or a list of globs.',
  );

  mistake(
    'A key of another kind',
    { [source]: ['files: visits.csv', 'files: visits.csv\n    select: SELECT Id FROM Visit'] },
    'queries/sources/clinic.yml:6:5  There is no key "select" in tables.visit.  There are: columns, cursor, delimiter, files, format, freshness, header, keep, key, max_bad_rows, may_be_empty, null_text, … (16 in all)',
  );

  mistake(
    'A format that there is not',
    { [source]: ['files: visits.csv', 'files: visits.xls\n    format: xls'] },
    'queries/sources/clinic.yml:6:13  tables.visit.format is "xls".  Did you mean "xlsx"?',
  );

  mistake(
    'A delimiter of two characters',
    { [source]: ['files: visits.csv', 'files: visits.csv\n    delimiter: ";;"'] },
    'queries/sources/clinic.yml:6:16  tables.visit.delimiter is ";;".  It has to be a single character.',
  );

  mistake(
    'A share above one',
    { [source]: ['files: visits.csv', 'files: visits.csv\n    max_bad_rows: 5'] },
    'queries/sources/clinic.yml:6:19  tables.visit.max_bad_rows is 5.  It has to be at most 1.',
  );

  mistake(
    'An org without a connection',
    {
      [source]:
        'kind: salesforce\nbrands: [north]\ntables: {lead: {select: SELECT Id FROM Lead, columns: {Id: varchar}}}\n',
    },
    'queries/sources/clinic.yml:1:1  The file has no key "connection".  Add "connection": prefix of the environment variables that hold its secrets.',
  );

  mistake(
    'A connection in small letters',
    { [source]: ['tables:', 'connection: crm-1\ntables:'] },
    'queries/sources/clinic.yml:3:13  "crm-1" cannot begin the name of environment variables.  Use capitals, digits and _, such as "CRM".',
  );

  mistake(
    'A column type that there is not',
    { [source]: ['id: varchar', 'id: varchr'] },
    'queries/sources/clinic.yml:6:19  There is no column type "varchr".  Did you mean "varchar"?',
  );

  mistake(
    'A decimal without quotes',
    { [source]: ['"decimal(18,2)"', 'decimal(18,2)'] },
    'queries/sources/clinic.yml:6:69  There is no column type "decimal(18".  Put it in quotes: "decimal(18,2)".',
  );

  mistake(
    'A decimal too long',
    { [source]: ['decimal(18,2)', 'decimal(50,2)'] },
    'queries/sources/clinic.yml:6:69  There is no column type "decimal(50,2)".  A decimal has 1 to 38 digits, at most all of them after the point: decimal(18,2).',
  );

  mistake(
    'A table without columns',
    { [source]: ['{id: varchar, ward: varchar, seen_at: timestamp, cost: "decimal(18,2)"}', '{}'] },
    'queries/sources/clinic.yml:6:14  "visit" has no columns.  Add each with its type.',
    'queries/sources/clinic.yml:7:10  "id" is not among the columns of "visit".',
    'queries/sources/clinic.yml:8:13  "seen_at" is not among the columns of "visit".',
  );

  mistake(
    'Columns that are one to SQL',
    { [source]: ['ward: varchar', 'ward: varchar, Ward: varchar'] },
    'queries/sources/clinic.yml:6:43  "Ward" and "ward" are one column to SQL.  Keep one of the two.',
  );

  mistake(
    'A cursor that is no column',
    { [source]: ['cursor: seen_at', 'cursor: seen_on'] },
    'queries/sources/clinic.yml:8:13  "seen_on" is not among the columns of "visit".  Did you mean "seen_at"?',
  );

  mistake(
    'A key that is no column',
    { [source]: ['key: id', 'key: [id, visit_id]'] },
    'queries/sources/clinic.yml:7:15  "visit_id" is not among the columns of "visit".  It is one of: cost, id, seen_at, ward.',
  );

  mistake(
    'A duration without a unit',
    { [source]: ['36h', '36'] },
    'queries/sources/clinic.yml:9:23  tables.visit.freshness.warn is 36.  It has to be a text: put it in quotes, "36".',
  );

  mistake(
    'A duration of another unit',
    { [source]: ['36h', '2w'] },
    'queries/sources/clinic.yml:9:23  "2w" is not a duration.  Write hours or days: "36h" or "3d".',
  );

  mistake(
    'A warning later than the error',
    { [source]: ['36h', '5d'] },
    'queries/sources/clinic.yml:9:16  freshness warns after 5d, which is later than its error after 3d.  Make warn the shorter one.',
  );

  mistake(
    'A table with a dash in its name',
    { [source]: ['visit:', 'late-visit:'] },
    'queries/sources/clinic.yml:4:3  "late-visit" cannot be a name.  Use small letters, digits and _, beginning with a letter.',
  );
});
