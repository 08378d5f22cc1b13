import { asList } from '../schema/fields.ts';
import { checkAudience } from './checkAudience.ts';
import { checkGrains } from './checkGrains.ts';
import { checkSplit } from './checkSplit.ts';
import { checkTable } from './checkTable.ts';
import type { MetricCatalogue } from './metricCatalogue.ts';
import type { ProblemList } from './problemList.ts';
import type { Content, ReportContent } from './readContent.ts';
import { addressOf } from './reportAddress.ts';
import { goesTo } from './reportBrands.ts';
import { checkSchedule } from './reportSchedule.ts';
import type { RequestContext } from './requestContext.ts';
import { checkName, placeName, unknownName } from './unknownName.ts';
import { valueAt } from './valueAt.ts';
import type { Path } from './yamlFile.ts';

/** Holds reports against teams, brands, metrics, queries, data tests, charts, and against each other. */
export function checkReports(content: Content, catalogue: MetricCatalogue, problems: ProblemList): void {
  const { names, reports } = content;
  for (const name of [...new Set(names.chart)])
    if (!names.report.includes(name)) {
      const file = `templates/reports/${name}/report.md`;
      problems.add({ file }, `The report "${name}" has no report.md.`, 'Add it, or remove the folder.');
    }
  for (const report of reports) {
    const { known, yaml, name } = report;
    const check = (what: string, value: string | undefined, path: Path, from: readonly string[]) => {
      if (value !== undefined) checkName({ what, name: value, known: from, place: yaml.at(path) }, problems);
    };
    check('team', known.team, ['team'], names.team);
    for (const [index, brand] of (known.brands ?? []).entries()) check('brand', brand, ['brands', index], names.brand);
    for (const [index, dataTest] of (known.checks ?? []).entries())
      check('check', dataTest, ['checks', index], names.check);
    const chartNames = [...content.files].filter((file) => file.name === name).flatMap(({ chart }) => chart ?? []);
    for (const [index, chart] of (known.mail?.charts ?? []).entries())
      check('chart', chart, ['mail', 'charts', index], chartNames);
    checkSchedule(report, problems);
    checkAudience(report, { content, catalogue }, problems);
    for (const [block, request] of Object.entries(known.data ?? {}))
      checkRequest({ report, path: ['data', block], request, content, catalogue }, problems);
  }
  checkAddresses(content, problems);
}

function checkRequest({ report, path, request, content, catalogue }: RequestContext, problems: ProblemList): void {
  const { yaml } = report;
  const block = String(path.at(-1));
  // What is there and wrong was told; only what is not there at all is told here.
  const isGiven = (key: string) => valueAt(yaml.raw, [...path, key]) !== undefined;
  if (isGiven('metrics') === isGiven('query')) {
    const message = isGiven('query')
      ? `"${block}" has both metrics and a query.`
      : `"${block}" has neither metrics nor a query.`;
    problems.add(yaml.at(path, 'key'), message, 'Give it one of the two.');
  }
  if (isGiven('query') && !isGiven('metrics'))
    for (const key of OF_METRICS)
      if (isGiven(key))
        problems.add(yaml.at([...path, key], 'key'), `"${key}" is only for metrics.`, `Remove it from "${block}".`);
  if (request.query !== undefined)
    checkName(
      { what: 'query', name: request.query, known: content.names.query, place: yaml.at([...path, 'query']) },
      problems,
    );
  const all = catalogue.names.map(({ name }) => name);
  for (const [index, metric] of (request.metrics ?? []).entries()) {
    if (!catalogue.lacks(metric)) continue;
    const { message, hint } = unknownName({ what: 'metric', name: metric, known: all });
    problems.add(yaml.at([...path, 'metrics', index]), message, hint);
  }
  checkBy({ report, path, request, content, catalogue }, problems);
  checkGrains({ report, path, request, content, catalogue }, problems);
  if (isGiven('metrics') && !isGiven('query')) checkTable({ report, path, request, content, catalogue }, problems);
}

const OF_METRICS = [
  ...(['by', 'compare', 'compare_rows', 'show', 'across', 'where', 'order', 'rank', 'share', 'limit'] as const),
  'other',
] as const;

/** Every metric of a block, and every one that it is computed from, has to declare what the block is split by. */
function checkBy({ report, path, request, catalogue }: RequestContext, problems: ProblemList): void {
  for (const [index, dimension] of asList(request.by).entries()) {
    const place = report.yaml.at([...path, 'by', ...(Array.isArray(request.by) ? [index] : [])]);
    for (const name of request.metrics ?? []) {
      if (name === dimension)
        problems.add(place, `"${dimension}" is a metric of this block too.`, 'Give one of them another name.');
      checkSplit({ metric: name, dimension, place, catalogue }, problems);
    }
  }
}

/** One brand's team has one report at each address. */
function checkAddresses({ reports, brands }: Content, problems: ProblemList): void {
  const taken = new Map<string, ReportContent>();
  for (const report of reports) {
    const { name, known, yaml } = report;
    if (known.team === undefined || (yaml.raw['address'] !== undefined && known.address === undefined)) continue;
    const isBurst = yaml.raw['audience'] !== undefined;
    const address = addressOf({ name, team: known.team, address: known.address, isBurst });
    for (const brand of brands.filter((one) => goesTo(report, one))) {
      const path = [brand.name, known.team, ...(address === '' ? [] : [address])].join('/');
      const other = taken.get(path);
      taken.set(path, other ?? report);
      if (other === undefined) continue;
      const place = yaml.at(yaml.raw['address'] === undefined ? ['team'] : ['address']);
      const first = other.yaml.at(other.yaml.raw['address'] === undefined ? ['team'] : ['address']);
      problems.add(
        place,
        `Two reports have the address ${path}/.`,
        `The other is ${placeName(first)}: give one another "address".`,
      );
      break;
    }
  }
}
