import { asList } from '../schema/fields.ts';
import type { ProblemList } from './problemList.ts';
import type { Content, ReportContent } from './readContent.ts';
import { goesTo } from './reportBrands.ts';
import type { DataRequestFile } from './reportSchema.ts';
import { dataNames, SPAN_DIMENSION, spanningNames } from './spannedBrands.ts';
import { checkName } from './unknownName.ts';

/** Holds the brands that span others against those others, and their reports against what may pass between brands. */
export function checkSpans(content: Content, problems: ProblemList): void {
  const spanning = spanningNames(content);
  for (const { name, known, yaml } of content.brands) {
    if (known.spans === undefined) continue;
    for (const [index, other] of (known.spans === 'all' ? [] : known.spans).entries()) {
      const place = yaml.at(['spans', index]);
      if (other === name) problems.add(place, `"${name}" spans itself.`, 'Name other brands.');
      else if (spanning.includes(other))
        problems.add(place, `"${other}" spans brands itself, and has no data of its own.`, 'Name the brands it spans.');
      else checkName({ what: 'brand', name: other, known: content.names.brand, place }, problems);
    }
    if (known.spans === 'all' && dataNames(content).length === 0)
      problems.add(yaml.at(['spans']), `There is no brand that "${name}" could span.`, 'Add one with data of its own.');
  }
  for (const { name, known, yaml } of content.brands)
    if (known.spans !== undefined && known.sources !== undefined)
      problems.add(
        yaml.at(['sources'], 'key'),
        `"${name}" spans other brands, and has no data of its own.`,
        'Remove it.',
      );
  for (const { known, yaml } of content.sources)
    for (const [index, name] of (known.brands ?? []).entries())
      if (spanning.includes(name))
        problems.add(
          yaml.at(['brands', index]),
          `"${name}" spans other brands, and has no data of its own.`,
          'Remove it: a source serves the brands whose data it holds.',
        );
  for (const report of content.reports) {
    const readers = content.brands.filter((brand) => goesTo(report, brand)).map(({ name }) => name);
    const own = readers.filter((name) => spanning.includes(name));
    if (own.length > 0) checkReport(report, { own, others: readers.filter((name) => !own.includes(name)) }, problems);
  }
}

function checkReport(
  { known, yaml, name }: ReportContent,
  { own, others }: { readonly own: readonly string[]; readonly others: readonly string[] },
  problems: ProblemList,
): void {
  const [group = ''] = own;
  if (others.length > 0)
    problems.add(
      yaml.at(['brands']),
      `"${name}" is for ${own.join(', ')}, which spans brands, and for ${others.join(', ')}, which does not.`,
      'Make two reports of it: their tables differ.',
    );
  if (yaml.raw['audience'] !== undefined)
    problems.add(
      yaml.at(['audience'], 'key'),
      `"${group}" spans brands, and has no rows of its own that could name audiences.`,
      'Remove "audience".',
    );
  for (const [block, request] of Object.entries(known.data ?? {})) {
    const key = (of: keyof DataRequestFile) => yaml.at(['data', block, of], 'key');
    if (request.query !== undefined)
      problems.add(
        key('query'),
        `"${block}" is a query, and "${group}" spans brands: only values of metrics pass between them.`,
        'Give it metrics instead.',
      );
    if (request.by !== undefined)
      problems.add(
        key('by'),
        `"${block}" is split by ${asList(request.by).join(', ')}, and "${group}" spans brands: it is split by brand already.`,
        'Remove "by".',
      );
    if (request.compare_rows !== undefined)
      problems.add(
        key('compare_rows'),
        `"${group}" spans brands: its cards are compared, and not its rows.`,
        'Remove "compare_rows".',
      );
    for (const [index, metric] of (request.metrics ?? []).entries())
      if (metric === SPAN_DIMENSION)
        problems.add(
          yaml.at(['data', block, 'metrics', index]),
          `A report that spans brands has a column "${metric}" already.`,
          'Give the metric another name.',
        );
  }
}
