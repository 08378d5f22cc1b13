import { join } from 'node:path';
import { SandboxProcess } from '../../sandbox/sandboxProcess.ts';
import type { Cell } from '../../types.ts';
import type { JobName, SqlJobs } from './sqlJob.ts';

type Row = readonly Cell[];

/** A process that runs the project's SQL. What it may reach is the SQL's own lock. */
export class SqlChild {
  private readonly process = new SandboxProcess(join(import.meta.dirname, 'sqlProcess.ts'));

  get at(): string {
    return this.process.at;
  }

  get isGone(): boolean {
    return this.process.isGone;
  }

  /** What comes of a job. Throws ProblemsError; Broken or Ended, after which the process is gone. */
  async ask<Name extends JobName>(
    job: Name,
    given: SqlJobs[Name]['given'],
    mostBytes: number,
    onRows: (rows: readonly Row[]) => void = () => undefined,
  ): Promise<SqlJobs[Name]['made']> {
    const onPart = (part: unknown): void => onRows(part as readonly Row[]);
    return (await this.process.ask({ job, given, mostBytes }, { onPart })) as SqlJobs[Name]['made'];
  }
}

const idle: SqlChild[] = [];

/** Starts a process ahead of its work: it is there when the project has been read. */
export function startAhead(): void {
  if (idle.every(({ isGone }) => isGone)) idle.push(new SqlChild());
}

export function borrowChild(): SqlChild {
  for (let child = idle.pop(); child !== undefined; child = idle.pop()) if (!child.isGone) return child;
  return new SqlChild();
}

export function giveBack(child: SqlChild): void {
  if (!child.isGone) idle.push(child);
}
