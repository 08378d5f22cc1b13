import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, readText, writeFileAtomic } from './files.ts';
import { sha256, stableJson } from './hash.ts';

/** A file that was made: what it was made from, and what came out. */
export interface Artifact {
  /** Hash of everything that the file depends on. */
  readonly key: string;
  readonly sha256: string;
  /** Of a file that is too large to be read again to see whether it is whole: its size. `sha256` is then its name for others. */
  readonly bytes?: number;
  readonly pages?: number;
}

/**
 * Which files of the output folder were made from what, so that a stage whose inputs have not changed does no work.
 * One index a brand, so that brands can be worked on side by side.
 */
export class ArtifactIndex {
  readonly #folder: string;
  readonly #file: string;
  readonly #artifacts: Map<string, Artifact>;
  #isSaved = true;

  private constructor(folder: string, file: string, artifacts: Map<string, Artifact>) {
    this.#folder = folder;
    this.#file = file;
    this.#artifacts = artifacts;
  }

  /** Reads the index of a name below an output folder; empty where there is none. */
  static async open(folder: string, name: string): Promise<ArtifactIndex> {
    const file = join(folder, 'artifacts', `${name}.json`);
    return new ArtifactIndex(folder, file, artifactsIn(await readText(file)));
  }

  /** What is known of a file (its path relative to the output folder), whether or not it is up to date. */
  get(path: string): Artifact | undefined {
    return this.#artifacts.get(path);
  }

  /**
   * The artifact, where the file was made from the same inputs and holds what it held then: one that is gone, cut off or
   * changed is made again.
   */
  async fresh(path: string, key: string): Promise<Artifact | undefined> {
    const artifact = this.#artifacts.get(path);
    if (artifact?.key !== key) return undefined;
    try {
      const held = artifact.bytes === undefined ? await hashOfFile(join(this.#folder, path)) : undefined;
      const { size } = await stat(join(this.#folder, path));
      return (held ?? artifact.sha256) === artifact.sha256 && (artifact.bytes ?? size) === size ? artifact : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /**
   * Forgets files that are about to be made again, on the disk too: a run that dies between a file and the index would
   * leave a file beside an entry that speaks of the one before it.
   */
  async forget(paths: readonly string[]): Promise<void> {
    const forgotten = paths.filter((path) => this.#artifacts.delete(path));
    if (forgotten.length > 0) await this.save();
  }

  set(path: string, artifact: Artifact): void {
    this.#artifacts.set(path, artifact);
    this.#isSaved = false;
  }

  /** Writes the index where it has changed. */
  async save(): Promise<void> {
    if (this.#isSaved) return;
    this.#isSaved = true;
    try {
      await writeFileAtomic(this.#file, `${stableJson(Object.fromEntries(this.#artifacts), 1)}\n`);
    } catch (error) {
      this.#isSaved = false;
      throw error;
    }
  }
}

async function hashOfFile(path: string): Promise<string> {
  return sha256(await readFile(path));
}

/** What is known is only ever a saving of work: an index that cannot be read is an empty one, and everything is made again. */
function artifactsIn(text: string | undefined): Map<string, Artifact> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return new Map(entries.filter((entry): entry is [string, Artifact] => isArtifact(entry[1])));
  } catch (error) {
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
}

function isArtifact(value: unknown): value is Artifact {
  const { key, sha256: hash } = (value ?? {}) as Partial<Artifact>;
  return typeof key === 'string' && typeof hash === 'string';
}
