import { didYouMean } from '../lib/problem.ts';
import type { DataTest, ReportQuery, Severity } from '../types.ts';
import type { ProblemList } from './problemList.ts';

/** A text of SQL by its file's name; what it says is parsed in `warehouse/`. */
export function readQuery(
  { file, name, text }: { file: string; name: string; text: string },
  problems: ProblemList,
): ReportQuery {
  if (text.trim() === '') problems.add({ file, line: 1 }, 'There is nothing in it.', 'It has to hold one select.');
  return { name, sql: text, place: { file, line: 1 } };
}

const severities: readonly Severity[] = ['error', 'warn'];

/**
 * A data test: its first comment line says in words what holds (else its name does), `-- severity: warn` makes it a
 * warning, `-- model: orders` has it judged for every report that rests on that model.
 */
export function readDataTest(
  source: { readonly file: string; readonly name: string; readonly text: string },
  models: readonly string[],
  problems: ProblemList,
): DataTest {
  const query = readQuery(source, problems);
  let severity: Severity = 'error';
  let description: string | undefined;
  let model: string | undefined;
  for (const [index, line] of source.text.split('\n').entries()) {
    const comment = /^\s*--+\s*(.*?)\s*$/.exec(line)?.[1];
    if (comment === undefined) continue;
    const about = /^model\s*:\s*(\S*)$/i.exec(comment)?.[1];
    if (about !== undefined) {
      if (!models.includes(about))
        problems.add(
          { file: source.file, line: index + 1 },
          `There is no model "${about}".`,
          didYouMean(about, models),
        );
      model = about;
      continue;
    }
    const said = /^severity\s*:\s*(\S*)$/i.exec(comment)?.[1];
    if (said === undefined) description ??= comment === '' ? undefined : comment;
    else {
      const known = severities.find((one) => one === said);
      if (known === undefined)
        problems.add(
          { file: source.file, line: index + 1 },
          `There is no severity "${said}".`,
          didYouMean(said, severities),
        );
      severity = known ?? severity;
    }
  }
  return {
    ...query,
    ...(model !== undefined && { model }),
    severity,
    description: description ?? inWords(source.name),
  };
}

/** "no_future_rows" → "No future rows". */
function inWords(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
