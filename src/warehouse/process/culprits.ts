import { timeWords } from '../../duckdb/sqlProblem.ts';
import { type Problem, ProblemsError } from '../../lib/problem.ts';
import { Broken } from '../../sandbox/broken.ts';
import { Ended } from '../../sandbox/sandboxProcess.ts';
import type { Culprit } from './culprit.ts';
import { borrowChild, giveBack } from './sqlChild.ts';
import type { SqlJobs } from './sqlJob.ts';

/**
 * Does a job again and again, each time without the statements that ended the process before, until it comes to its end.
 * `placeOf` tells where such a statement is written; undefined for what is none.
 */
export async function withoutCulprits<Name extends 'bind' | 'fill'>(
  job: Name,
  given: Omit<SqlJobs[Name]['given'], 'culprits'>,
  {
    mostBytes,
    limit,
    placeOf,
  }: {
    readonly mostBytes: number;
    /** How long a statement may take, in words. */
    readonly limit: string;
    readonly placeOf: (at: string) => Pick<Problem, 'file' | 'line' | 'column'> | undefined;
  },
): Promise<SqlJobs[Name]['made']> {
  const culprits = new Map<string, Culprit>();
  let asked = given as Pick<SqlJobs['fill']['given'], 'parallel'>;
  for (;;) {
    const child = borrowChild();
    try {
      const made = await child.ask(job, { ...asked, culprits } as unknown as SqlJobs[Name]['given'], mostBytes);
      giveBack(child);
      return made;
    } catch (error) {
      giveBack(child);
      // Of those that were made side by side nobody knows which it was.
      if ((asked.parallel ?? 1) > 1 && (error instanceof Broken || error instanceof Ended)) {
        asked = { ...asked, parallel: 1 };
        continue;
      }
      const place = placeOf(child.at);
      if (place === undefined || culprits.has(child.at)) throw tellable(error);
      if (error instanceof Broken) culprits.set(child.at, { problem: brokenProblem(error), isFinal: true });
      else if (error instanceof Ended)
        culprits.set(child.at, { problem: { ...place, ...endedWords(error, limit) }, isFinal: false });
      else throw error;
    }
  }
}

/** What a fault within DuckDB is called: its own words say nothing to who wrote the SQL. */
export function brokenProblem({ problems: [problem] }: Broken): Problem {
  const { message = '', ...rest } = problem ?? { file: '' };
  return {
    ...rest,
    message: `DuckDB fails within itself at this: ${message}`,
    hint: 'Write it in another way; it is a fault of DuckDB, and not of the data.',
  };
}

export function endedWords({ why, message }: Ended, limit: string): Pick<Problem, 'message' | 'hint'> {
  if (why === 'time')
    return {
      message: `This took longer than ${limit} and was stopped.`,
      hint: 'Move the work into a model, read fewer rows, or raise `limits` in templates/site.yml.',
    };
  if (why === 'memory')
    return {
      message: 'This needed more memory than there is for it, and was stopped.',
      hint: 'Make no large texts and lists, read fewer rows at once, or run with fewer --jobs.',
    };
  return { message: `DuckDB came to an end in the middle of this: ${message}.`, hint: 'Write it in another way.' };
}

/** The end of a process that was at no statement of the project's. */
function tellable(error: unknown): unknown {
  return error instanceof Ended ? new ProblemsError([{ file: '', ...endedWords(error, timeWords(0)) }]) : error;
}
