import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../../src/lib/problem.ts';
import { checkBody } from '../../../src/pages/checkBody.ts';
import { REPORT } from './fixtures/bulletin.ts';

/** What is said of a body that begins on line 14 of its file. */
function told(body: string, columns?: readonly string[]): readonly string[] {
  const { problems } = checkBody({ ...REPORT, body }, (block) => columns ?? ofMetrics(block));
  return problems.map((problem) => formatProblem(problem).replace('templates/reports/sales/report.md:', ''));
}

/** Columns of a block of metrics; those of a query are not known. */
function ofMetrics(block: string): readonly string[] | undefined {
  const data = REPORT.data.find(({ name }) => name === block);
  return data?.kind === 'metrics' ? ['period', ...data.by, ...data.metrics] : undefined;
}

test('A right body has no problems, and its charts are known without any data', () => {
  const { charts, shown, problems } = checkBody(
    REPORT,
    (block) => ofMetrics(block) ?? ['shop', 'orders', 'cohort', 'age', 'share'],
  );
  expect(problems).toEqual([]);
  expect(charts.map(({ chart, data, width, place }) => [chart, data, width, place.line])).toEqual([
    ['orders', 'trend', 'full', 22],
    ['share', 'trend', 'half', 24],
    ['basket', 'trend', 'half', 25],
  ]);
  expect(shown).toEqual(['cohorts', 'headline', 'shops', 'trend']);
});

test('Everything that is wrong is told at once, at its line and column', () => {
  expect(told('{% kpi headline %}\n\ntext {% table channels %} and {{ insight.trend }}\n')).toEqual([
    '14:1  There is no tag named "kpi".  Did you mean "kpis"?',
    '16:6  The report has no data named "channels".  It is one of: cohorts, headline, shops, trend.',
    '16:31  There is no variable named "insight".  Did you mean "insights"?',
  ]);
});

describe('A mistake in a tag has a message that says what to do', () => {
  const cases: Readonly<Record<string, string>> = {
    '{% chart "order", trend %}':
      'There is no chart "order": no file order.vl.json beside the report.  Did you mean "orders"?',
    '{% chart trend %}':
      'The tag "chart" takes a chart and a name of the data before its options.  It is written like this: {% chart "spec", block %}',
    '{% chart "orders" trend %}':
      '{% chart "orders" trend %} cannot be read: a comma is missing before trend.  It is written like this: {% chart "spec", block %}',
    '{% chart "orders", trend, width: "third" %}': 'The option "width" of "chart" must be "full" or "half".',
    '{% chart "orders", trend, heigth: 3 %}':
      'The tag "chart" has no option "heigth".  It is one of: note, title, width.',
    '{% table trend, limit: "ten" %}': 'The option "limit" of "table" must be a whole number from 1.',
    '{% table trend, limit: 0 %}': 'The option "limit" of "table" must be a whole number from 1.',
    '{% table trend, bars: "order" %}': '"trend" has no column "order".  Did you mean "orders"?',
    '{% table trend, columns: ["period", "revenu"] %}': '"trend" has no column "revenu".  Did you mean "revenue"?',
    '{% kpis shops %}': '"shops" is a query: cards show metrics.  Use {% table … %} for it.',
    '{% kpis headline, only: ["order"] %}': '"headline" has no column "order".  Did you mean "orders"?',
    '{% heat cohorts, row: "cohort", column: "age" %}':
      'The tag "heat" needs the option "value".  It is written like this: {% heat block, row: "a", column: "b", value: "c" %}',
    '{% table trend': '{% table trend is never closed.  It ends with %}',
    '{{ insights.growth }}':
      'There are no insights named "growth": they are named as the metric data.  It is one of: headline, trend.',
    '{{ insights.shops }}':
      'There are no insights named "shops": they are named as the metric data.  It is one of: headline, trend.',
    '{% include "secrets.njk" %}':
      'There is no tag named "include".  It is one of: chart, for, heat, if, kpis, set, table.',
  };
  for (const [body, message] of Object.entries(cases))
    test(body, () => expect(told(body)).toEqual([`14:1  ${message}`]));
});

test('A column of a query is checked once its columns are known', () => {
  expect(told('{% table shops, bars: "sold" %}')).toEqual([]);
  expect(told('{% table shops, bars: "sold" %}', ['shop', 'orders'])).toEqual([
    '14:1  "shops" has no column "sold".  It is one of: orders, shop.',
  ]);
});

test('Tags that do not fit together are told with the line', () => {
  expect(told('one\n\n{% if headline %}\n\ntwo\n')).toHaveLength(1);
  expect(told('one\n\n{% if headline %}\n\ntwo\n')[0]).toContain('The tags do not fit together: ');
  expect(told('{% if insights.trend %}{{ insights.trend }}{% endif %}')).toEqual([]);
  expect(told('{% for word in [headline, title] %}{{ word }}{{ loop.index }}{% endfor %}')).toEqual([]);
});

test('What stands in code is text', () => {
  expect(told('`{% nothing %}` and\n\n```\n{{ nothing }}\n```\n')).toEqual([]);
});

test('The same chart of the same data twice on a page would have the same ids', () => {
  expect(told('{% chart "orders", trend %}\n\n{% chart "orders", trend %}\n')).toEqual([
    '16:1  The chart "orders" of trend is already drawn on line 14.',
  ]);
});

test('A body may use filters that make texts, and none by which a text would become markup', () => {
  const message = (name: string) =>
    `The filter "${name}" cannot stand in a report's body: it makes markup of a text, whoever wrote it.  Write Markdown; markup of your own belongs into templates/parts/ or templates/layouts/.`;
  expect(told('{{ title | upper | truncate(20) }}')).toEqual([]);
  expect(
    told('{{ "<img src=x>" | safe }} {{ title | uper }}\n\n{% set mark = "<b>" | safe %}{{ mark | css }}\n'),
  ).toEqual([
    `14:1  ${message('safe')}`,
    '14:28  There is no filter named "uper".  Did you mean "upper"?',
    `16:30  ${message('css')}`,
    `16:23  ${message('safe')}`,
  ]);
});
