import { join } from 'node:path';
import { fileExists, readJson, writeFileAtomic } from './files.ts';
import { stableJson } from './hash.ts';

/** A file that was made: what it was made from, and what came out. */
export interface Artifact {
  /** Hash of everything that the file depends on. */
  readonly key: string;
  readonly sha256: string;
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
    const known = (await readJson<Record<string, Artifact>>(file)) ?? {};
    return new ArtifactIndex(folder, file, new Map(Object.entries(known)));
  }

  /** What is known of a file (its path relative to the output folder), whether or not it is up to date. */
  get(path: string): Artifact | undefined {
    return this.#artifacts.get(path);
  }

  /** The artifact, where the file is there and was made from the same inputs. */
  async fresh(path: string, key: string): Promise<Artifact | undefined> {
    const artifact = this.#artifacts.get(path);
    if (artifact?.key !== key) return undefined;
    return (await fileExists(join(this.#folder, path))) ? artifact : undefined;
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
    await writeFileAtomic(this.#file, `${stableJson(Object.fromEntries(this.#artifacts), 1)}\n`);
  }
}
