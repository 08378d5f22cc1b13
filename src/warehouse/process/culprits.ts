import { totalmem } from 'node:os';
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
  for (;;) {
    const child = borrowChild();
    try {
      const made = await child.ask(job, { ...given, culprits } as unknown as SqlJobs[Name]['given'], mostBytes);
      giveBack(child);
      return made;
    } catch (error) {
      giveBack(child);
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

/** DuckDB's own share where none is set. */
const OF_THE_MACHINE = 0.8;
const UNITS: Readonly<Record<string, number>> = { KB: 1e3, MB: 1e6, GB: 1e9, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30 };

/**
 * Memory that the process may hold. DuckDB counts what it keeps of tables against its limit, but no texts and lists that
 * an expression makes: half a gigabyte and a quarter are for them, and for the program itself.
 */
export function mostBytesOf(memoryLimit: string | undefined): number {
  const [, number = '', unit = ''] = /^([\d.]+)\s*([KMG]i?B)$/i.exec(memoryLimit ?? '') ?? [];
  const limit = number === '' ? totalmem() * OF_THE_MACHINE : Number(number) * (UNITS[unit.toUpperCase()] ?? 1);
  return Math.round(limit * 1.25 + 512 * 2 ** 20);
}
