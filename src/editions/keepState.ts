import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileExists, readJson, writeFileAtomic } from '../lib/files.ts';

/** Keeps `state/` where another machine finds it. */
export interface StateKeeper {
  /** A claim of a run of this folder that died, if one did. */
  readonly ownClaim: string | undefined;
  /**
   * Makes what is on the disk safe; resolves with why it could not be. Others' lines may have come into it. A claim is
   * remembered beside the state until a `keep(null)`.
   */
  keep(claim: string | null): Promise<string | null>;
}

/** What `scripts/state.mjs restore` leaves beside the state. */
interface Note {
  readonly remote?: string;
  readonly branch?: string;
  readonly head?: string;
  readonly claim?: string;
}

const PATIENCE_MS = 300_000;

/**
 * The keeper of a folder whose state is kept on a git branch: where `scripts/state.mjs restore` has left its note, or
 * the project has that script, a remote and the folder that it keeps. None where nothing of the kind is there, or
 * BROADSHEET_STATE says `local`.
 */
export async function stateKeeperOf(request: {
  readonly outDir: string;
  readonly projectDir: string;
  /** Whose script does the work: never one that the note or the project names. */
  readonly engineDir: string;
  readonly env: (name: string) => string | undefined;
}): Promise<StateKeeper | undefined> {
  const { outDir, projectDir, engineDir, env } = request;
  if (env('BROADSHEET_STATE') === 'local') return undefined;
  const path = join(outDir, 'state-kept.json');
  const note = await noteIn(path);
  if (note === undefined && !(await isKeptByDefault(outDir, projectDir))) return undefined;
  const { remote = 'origin', branch = 'broadsheet-state' } = note ?? {};
  const script = join(engineDir, 'scripts', 'state.mjs');
  const call = ['save', '--claiming', '--out', outDir, '--repo', projectDir, '--remote', remote, '--branch', branch];
  return {
    ownClaim: note?.claim,
    async keep(claim) {
      const { claim: _, ...known } = (await noteIn(path)) ?? { remote, branch };
      if (claim !== null || (await fileExists(path)))
        await writeFileAtomic(path, `${JSON.stringify(claim === null ? known : { ...known, claim })}\n`);
      return runScript(script, call);
    },
  };
}

async function noteIn(path: string): Promise<Note | undefined> {
  try {
    return await readJson<Note>(path);
  } catch (error) {
    // A note that was cut off says that there was one.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

async function isKeptByDefault(outDir: string, projectDir: string): Promise<boolean> {
  if (outDir !== join(projectDir, 'output')) return false;
  if (!(await fileExists(join(projectDir, 'scripts', 'state.mjs')))) return false;
  return (await reasonOf('git', ['-C', projectDir, 'remote', 'get-url', 'origin'])) === null;
}

function runScript(script: string, args: readonly string[]): Promise<string | null> {
  return reasonOf(process.execPath, [script, ...args]);
}

/** Runs a program; what it said where it failed. */
async function reasonOf(program: string, args: readonly string[]): Promise<string | null> {
  try {
    await promisify(execFile)(program, args, { timeout: PATIENCE_MS });
    return null;
  } catch (error) {
    const { stderr = '', message } = error as Error & { readonly stderr?: string };
    return (stderr.trim() || message).replace(/\s+/g, ' ');
  }
}
