import { formatProblem } from '../lib/problem.ts';
import type { Effects, Source } from '../types.ts';
import { checkSource } from './checkSource.ts';

/** How a source stands: it can be signed in to, it lacks variables, or it turns us away. */
export type SourceFinding =
  | { readonly state: 'well'; readonly source: string; readonly kind: string }
  | { readonly state: 'missing'; readonly source: string; readonly kind: string; readonly variables: readonly string[] }
  | { readonly state: 'refused'; readonly source: string; readonly kind: string; readonly reasons: readonly string[] };

/** Signs in to every source, one after the other, and brings nothing. No finding holds a secret. */
export async function examineSources(request: {
  readonly sources: readonly Source[];
  readonly projectRoot: string;
  readonly effects: Effects;
}): Promise<readonly SourceFinding[]> {
  const findings: SourceFinding[] = [];
  for (const source of request.sources) findings.push(await examine(source, request));
  return findings;
}

async function examine(
  source: Source,
  request: Pick<Parameters<typeof examineSources>[0], 'projectRoot' | 'effects'>,
): Promise<SourceFinding> {
  const known = { source: source.name, kind: source.kind };
  const { missing, problems } = await checkSource({ source, ...request });
  if (missing.length > 0) return { state: 'missing', ...known, variables: missing };
  return problems.length > 0
    ? { state: 'refused', ...known, reasons: problems.map(formatProblem) }
    : { state: 'well', ...known };
}

/** A finding as a line of text, and a line per reason. */
export function findingWords(finding: SourceFinding): readonly string[] {
  const name = `${finding.source} (${finding.kind})`;
  switch (finding.state) {
    case 'well':
      return [`✓ ${name}: all variables are set, and signing in works.`];
    case 'missing':
      return [
        `✗ ${name}: these variables are not set: ${finding.variables.join(', ')}.  See docs/sources/${finding.kind}.md.`,
      ];
    case 'refused':
      return [
        `✗ ${name}: all variables are set, and signing in fails.`,
        ...finding.reasons.map((reason) => `    ${reason}`),
      ];
  }
}
