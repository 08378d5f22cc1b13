import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { ProblemsError } from '../lib/problem.ts';
import { Broken } from './broken.ts';
import { OUT_OF_TIME } from './cpuWatchdog.ts';
import type { SandboxJob, SandboxResult, Stop } from './messages.ts';

/** A process came to an end in the middle of its work. */
export class Ended extends Error {
  readonly why: Stop | 'crash';

  constructor(why: Stop | 'crash', detail: string) {
    super(detail);
    this.why = why;
  }
}

interface Asked {
  readonly settle: (answer: SandboxResult) => void;
  readonly reject: (error: Error) => void;
}

export interface Asking {
  /** Gets what is sent before the end. */
  readonly onPart?: (part: unknown) => void;
  /** The process is ended where it has not answered by then: for work that keeps it from looking at itself. */
  readonly limitMs?: number;
}

/** What this process has compiled of the engine is not compiled again; nothing else of its environment is handed on. */
function compileCache(): Readonly<Record<string, string>> {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}

/**
 * A process of a program that is the engine's own and works on what is not: it can be ended whatever it is at, holds no
 * more memory than it may, and has no environment, so that there are no secrets in it. One job after the other.
 */
export class SandboxProcess {
  /** What it is at, or was when it ended. */
  at = '';
  isGone = false;
  private readonly child: ChildProcess;
  private said = '';
  private stop: Stop | undefined;
  private asked: Asked | undefined;
  private onPart: NonNullable<Asking['onPart']> = () => undefined;

  constructor(program: string, execArgv: readonly string[] = []) {
    // Where somebody stands may be a folder of a project, and libraries look there for settings, which can be programs.
    this.child = fork(program, [], {
      cwd: dirname(program),
      ...{
        execArgv: [...execArgv],
        env: compileCache(),
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      },
    });
    this.child.stderr?.on('data', (text: Buffer) => {
      this.said = `${this.said}${text.toString()}`.slice(-4000);
    });
    this.child.on('message', (answer: SandboxResult) => this.hear(answer));
    this.child.once('error', (error) => this.over(error.message));
    // Its last words may still be on their way.
    this.child.once('exit', (code, signal) => {
      const over = () => this.over(String(signal ?? code));
      if (this.child.connected) this.child.once('disconnect', over);
      else over();
    });
    if (this.child.stderr !== null && 'unref' in this.child.stderr) (this.child.stderr.unref as () => void)();
    this.hold(false);
  }

  /** What comes of a job. Throws ProblemsError; Broken or Ended, after which the process is gone. */
  async ask(job: SandboxJob, { onPart = () => undefined, limitMs }: Asking = {}): Promise<unknown> {
    if (this.isGone) throw this.ended('');
    const { promise, resolve, reject } = Promise.withResolvers<SandboxResult>();
    this.at = '';
    this.onPart = onPart;
    const asked = { settle: resolve, reject };
    this.asked = asked;
    this.hold(true);
    // An answer that came while this process was busy is heard first.
    const late = () => setImmediate(() => this.asked === asked && this.stopFor('time'));
    const timer = limitMs === undefined ? undefined : setTimeout(late, limitMs);
    try {
      this.child.send(job);
      return madeOf(await promise);
    } catch (error) {
      if (error instanceof Broken) this.end();
      throw error;
    } finally {
      clearTimeout(timer);
      this.asked = undefined;
      this.hold(false);
    }
  }

  end(): void {
    this.isGone = true;
    this.child.kill('SIGKILL');
  }

  private stopFor(stop: Stop): void {
    this.stop = stop;
    this.end();
  }

  private hear(answer: SandboxResult): void {
    if ('at' in answer) this.at = answer.at;
    else if ('part' in answer) this.onPart(answer.part);
    else if ('stop' in answer) this.stop = answer.stop;
    else this.asked?.settle(answer);
  }

  private over(how: string): void {
    this.isGone = true;
    this.asked?.reject(this.ended(how));
  }

  private ended(how: string): Ended {
    if (this.stop !== undefined) return new Ended(this.stop, '');
    if (how === OUT_OF_TIME) return new Ended('time', '');
    const isHeap = /heap out of memory|bad_alloc|invalid (?:array|table) (?:length|size)/i.test(this.said);
    // Where the machine itself has no memory left, the system ends the one that holds most of it.
    if (isHeap || how === 'SIGKILL') return new Ended('memory', '');
    return new Ended('crash', this.said.trim().split('\n').at(-1) || how);
  }

  /** While it has nothing to do it keeps nobody: it ends with the one that started it. */
  private hold(isBusy: boolean): void {
    const { child } = this;
    if (isBusy) {
      child.ref();
      child.channel?.ref();
    } else {
      child.unref();
      child.channel?.unref();
    }
  }
}

function madeOf(answer: SandboxResult): unknown {
  if ('made' in answer) return answer.made;
  if ('problems' in answer) {
    const [first] = answer.problems;
    throw answer.isBroken && first !== undefined ? new Broken(first) : new ProblemsError(answer.problems);
  }
  if ('bug' in answer) throw Object.assign(new Error(answer.bug), { stack: answer.stack }, answer.system);
  throw new Error('An answer of no job.');
}
