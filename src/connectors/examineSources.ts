import { setTimeout as sleep } from 'node:timers/promises';
import { formatProblem, ProblemsError } from '../lib/problem.ts';
import type { Effects, Source } from '../types.ts';
import { connectorOf, missingSecrets } from './registry.ts';
import { CallBudget } from './shared/callBudget.ts';
import { afterSignIn } from './shared/whatToDo.ts';

/** How a source stands: it can be signed in to, it lacks variables, or it turns us away. */
export type SourceFinding =
  | { readonly state: 'well'; readonly source: string; readonly kind: string }
  | { readonly state: 'missing'; readonly source: string; readonly kind: string; readonly variables: readonly string[] }
  | { readonly state: 'refused'; readonly source: string; readonly kind: string; readonly reasons: readonly string[] };

/** A diagnosis is wanted soon: the fault of a source that asks for a later call is reported as it is. */
const MAX_WAIT_MS = 10_000;

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
  { projectRoot, effects }: Parameters<typeof examineSources>[0],
): Promise<SourceFinding> {
  const known = { source: source.name, kind: source.kind };
  const variables = await missingSecrets(source, effects.env);
  if (variables.length > 0) return { state: 'missing', ...known, variables };
  const retryClock = { sleep: (ms: number) => sleep(ms), random: Math.random };
  const budget = new CallBudget({ retryClock, log: effects.log, source, maxWaitMs: MAX_WAIT_MS });
  try {
    const kind = await connectorOf(source);
    const connection = await kind.connect({ source, projectRoot, effects, budget });
    await connection.close?.();
    return { state: 'well', ...known };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return { state: 'refused', ...known, reasons: afterSignIn(error, source, budget).problems.map(formatProblem) };
  }
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
