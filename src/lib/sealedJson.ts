import { readText, writeFileAtomic } from './files.ts';
import { sha256, stableJson } from './hash.ts';

/** What a sealed file holds: nothing, a value that is as it was written, or something that cannot be relied on. */
export type Sealed<T> =
  | { readonly state: 'absent' }
  | { readonly state: 'whole'; readonly value: T }
  | { readonly state: 'damaged'; readonly reason: string };

interface Envelope {
  readonly version?: unknown;
  readonly sha256?: unknown;
  readonly value?: unknown;
}

/**
 * Writes a value as JSON with the version of its shape and a checksum: whoever reads it later knows whether it is what
 * was written. The same value makes the same bytes.
 */
export async function writeSealed(path: string, version: number, value: unknown): Promise<void> {
  const text = stableJson(value, 1);
  await writeFileAtomic(path, `${stableJson({ version, sha256: sha256(text), value: JSON.parse(text) }, 1)}\n`);
}

/** Reads what `writeSealed` wrote. Throws only what the system says. */
export async function readSealed<T>(path: string, version: number): Promise<Sealed<T>> {
  const text = await readText(path);
  return text === undefined ? { state: 'absent' } : unsealed(text, version);
}

/**
 * The value in a text that `writeSealed` wrote. One that is cut off, emptied, zeroed, edited by hand, or of a version that
 * this program does not know is `damaged`, with the reason; nothing is thrown for it.
 */
export function unsealed<T>(text: string, version: number): Sealed<T> {
  const envelope = parsed(text);
  if (envelope === undefined) return { state: 'damaged', reason: 'it is not whole' };
  if (envelope.version !== version) {
    const reason = typeof envelope.version === 'number' ? `it is of version ${envelope.version}` : 'it is not ours';
    return { state: 'damaged', reason };
  }
  if (sha256(stableJson(envelope.value, 1)) !== envelope.sha256) {
    return { state: 'damaged', reason: 'it is not as it was written' };
  }
  return { state: 'whole', value: envelope.value as T };
}

function parsed(text: string): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
