import type { ProblemList } from './problemList.ts';

export interface FrontMatter {
  /** YAML with the file's own line numbers: the line of the first "---" is left empty. */
  readonly yaml: string;
  readonly body: string;
  /** The file's line on which the body begins. */
  readonly bodyLine: number;
}

/** Parts a report.md at its two lines of "---"; `undefined`, and a problem, where they are not there. */
export function splitFrontMatter(file: string, text: string, problems: ProblemList): FrontMatter | undefined {
  const lines = text.split('\n');
  if (lines[0]?.trimEnd() !== '---') {
    problems.add(
      { file, line: 1 },
      'The file has no front matter.',
      'Begin it with a line "---", the keys, and a line "---".',
    );
    return undefined;
  }
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (end === -1) {
    problems.add({ file, line: 1 }, 'The front matter does not end.', 'Add a line "---" after its last key.');
    return undefined;
  }
  const yaml = ['', ...lines.slice(1, end), ''].join('\n');
  return { yaml, body: lines.slice(end + 1).join('\n'), bodyLine: end + 2 };
}
