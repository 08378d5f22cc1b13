import { createHash, hash as digestOf } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** sha256 in hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return digestOf('sha256', data);
}

/** A file's hash in hexadecimal; the file may be larger than memory. */
export async function fileHash(path: string, algorithm: 'sha256' | 'md5' = 'sha256'): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), hash);
  return hash.digest('hex');
}

/** sha256 of a value's JSON with sorted keys: equal for equal values, whatever order they were made in. */
export function hashOf(value: unknown): string {
  return sha256(stableJson(value));
}

/** JSON with the keys of every object sorted; `undefined` members are left out. */
export function stableJson(value: unknown, indent?: number): string {
  return (
    JSON.stringify(value, (_, member: unknown) => (isPlainObject(member) ? sortKeys(member) : member), indent) ?? 'null'
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortKeys(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
