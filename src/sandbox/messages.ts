import type { Problem } from '../lib/problem.ts';

/** What is asked of a sandbox process; what is given is data alone. */
export interface SandboxJob {
  readonly job: string;
  readonly given: unknown;
  /** Memory that the process may hold meanwhile. */
  readonly mostBytes: number;
}

/** Why a process ended itself in the middle of its work. */
export type Stop = 'time' | 'memory';

/** What such a process says: what it is at, something of what it makes, and at the end what came of it. */
export type SandboxResult =
  | { readonly at: string }
  | { readonly part: unknown }
  | { readonly made: unknown }
  | { readonly problems: readonly Problem[]; readonly isBroken: boolean }
  | { readonly bug: string; readonly stack: string; readonly system?: Readonly<Record<string, unknown>> }
  | { readonly stop: Stop };
