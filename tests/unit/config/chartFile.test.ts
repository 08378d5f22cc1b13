import { describe } from 'vitest';
import { chart, mistake } from './mistake.ts';

describe('What a maintainer sees of a mistake in a chart', () => {
  mistake(
    'A comma too many',
    { [chart]: '{\n  "mark": "bar",\n}\n' },
    'templates/reports/care/visits-by-ward.vl.json:3:1  This is not JSON: Expected double-quoted property name.  JSON has no comments, and no comma before a closing bracket.',
  );

  mistake(
    'A comment',
    { [chart]: '{\n  // bars\n  "mark": "bar"\n}\n' },
    "templates/reports/care/visits-by-ward.vl.json:2:3  This is not JSON: Expected property name or '}'.  JSON has no comments, and no comma before a closing bracket.",
  );

  mistake(
    'A value that is not JSON',
    { [chart]: '{\n  "mark": bar\n}\n' },
    "templates/reports/care/visits-by-ward.vl.json:2:11  This is not JSON: Unexpected token 'b'.  JSON has no comments, and no comma before a closing bracket.",
  );

  mistake(
    'A file that stops',
    { [chart]: '{\n  "mark": "bar"\n' },
    "templates/reports/care/visits-by-ward.vl.json:3:1  This is not JSON: Expected ',' or '}' after property value.  JSON has no comments, and no comma before a closing bracket.",
  );

  mistake(
    'An empty file',
    { [chart]: '' },
    'templates/reports/care/visits-by-ward.vl.json:1  There is nothing in it.  It has to hold a Vega-Lite specification.',
  );

  mistake(
    'A list',
    { [chart]: '[]' },
    'templates/reports/care/visits-by-ward.vl.json:1  A chart is one JSON object.  It begins with { and ends with }.',
  );

  mistake(
    'A key that is there twice',
    { [chart]: '{\n  "mark": "bar",\n  "mark": "line"\n}\n' },
    'templates/reports/care/visits-by-ward.vl.json:3:3  The key "mark" is here twice.  Keep one of the two.',
  );

  mistake(
    'Values of its own',
    { [chart]: '{\n  "data": {"values": [1]},\n  "mark": "bar"\n}\n' },
    'templates/reports/care/visits-by-ward.vl.json:2:3  A chart brings no data of its own.  Remove "data": its rows come from the report. Named geographies are {"name": "…"}.',
  );

  mistake(
    'An address to fetch, in a layer',
    { [chart]: '{\n  "layer": [\n    {"data": {"url": "https://example.org/a.csv"}, "mark": "bar"}\n  ]\n}\n' },
    'templates/reports/care/visits-by-ward.vl.json:3:6  A chart brings no data of its own.  Remove "data": its rows come from the report. Named geographies are {"name": "…"}.',
  );

  mistake(
    'Data sets of its own',
    { [chart]: '{\n  "datasets": {"a": [1]},\n  "mark": "bar"\n}\n' },
    'templates/reports/care/visits-by-ward.vl.json:2:3  A chart brings no data of its own.  Remove "datasets": its rows come from the report.',
  );

  mistake(
    'Several at once',
    {
      [chart]:
        '{\n  "data": {"name": "a", "format": {"type": "csv"}},\n  "layer": [\n    {"data": {"sequence": {"stop": 3}}, "mark": "bar"}\n  ]\n}\n',
    },
    'templates/reports/care/visits-by-ward.vl.json:2:3  A chart brings no data of its own.  Remove "data": its rows come from the report. Named geographies are {"name": "…"}.',
    'templates/reports/care/visits-by-ward.vl.json:4:6  A chart brings no data of its own.  Remove "data": its rows come from the report. Named geographies are {"name": "…"}.',
  );
});
