import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing, writeFileUnsynced } from '../../lib/files.ts';
import { sha256 } from '../../lib/hash.ts';
import { sizeOf, wholeBytes } from '../../lib/manyFiles.ts';

/** A file of a published edition: where it lies below the site, and what it holds. */
export interface ArchivedFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Keeps the files of published editions, each by the sha256 of what it holds: what two editions share is kept once, and
 * nothing in it is ever written over.
 */
export interface Archive {
  /** Keeps these bytes, and returns their sha256 when they are safe. */
  put(bytes: Uint8Array): Promise<string>;
  /** What was kept; `undefined` where it is gone, or is not any more what was kept. */
  get(hash: string): Promise<Uint8Array | undefined>;
  /** Whether something of this size is kept under the hash; what it holds is looked at when it is needed. */
  has(hash: string, bytes: number): Promise<boolean>;
  /** Removes everything but these. Returns how many files went. */
  keepOnly(hashes: ReadonlySet<string>): Promise<number>;
}

/** An archive in a folder: `<first two letters of the hash>/<the rest>`. */
export function folderArchive(folder: string): Archive {
  const pathOf = (hash: string): string => join(folder, hash.slice(0, 2), hash.slice(2));
  const get = async (hash: string): Promise<Uint8Array | undefined> => wholeBytes(pathOf(hash), hash);
  return {
    get,
    has: async (hash, bytes) => sizeOf(pathOf(hash)) === bytes,
    async put(bytes) {
      const hash = sha256(bytes);
      if ((await get(hash)) === undefined) await writeFileUnsynced(pathOf(hash), bytes);
      return hash;
    },
    async keepOnly(hashes) {
      const gone = hashesIn(folder).filter((hash) => !hashes.has(hash));
      for (const hash of gone) rmSync(pathOf(hash), { force: true });
      return gone.length;
    },
  };
}

/** Where objects are kept by keys: a bucket. */
interface Objects {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, bytes: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
  sizes(): Promise<ReadonlyMap<string, number>>;
}

/** An archive in a bucket: one object a file, named by its hash. What is there is listed once. */
export function bucketArchive(objects: Objects): Archive {
  let listed: Promise<Map<string, number>> | undefined;
  const known = (): Promise<Map<string, number>> => {
    listed ??= objects.sizes().then((sizes) => new Map(sizes));
    return listed;
  };
  return {
    async get(hash) {
      const bytes = await objects.get(hash);
      return bytes !== undefined && sha256(bytes) === hash ? bytes : undefined;
    },
    has: async (hash, bytes) => (await known()).get(hash) === bytes,
    async put(bytes) {
      const hash = sha256(bytes);
      const sizes = await known();
      if (sizes.get(hash) !== bytes.byteLength) await objects.put(hash, bytes);
      sizes.set(hash, bytes.byteLength);
      return hash;
    },
    async keepOnly(hashes) {
      const gone = [...(await known()).keys()].filter((key) => /^[0-9a-f]{64}$/.test(key) && !hashes.has(key));
      for (const key of gone) await objects.remove(key);
      return gone.length;
    },
  };
}

function hashesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^[0-9a-f]{2}$/.test(name))
      .flatMap((first) => readdirSync(join(folder, first)).map((rest) => first + rest));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
