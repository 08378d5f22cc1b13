import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

interface BodyOptions {
  readonly signal: AbortSignal;
  /** How many bytes are to come, where that was said. */
  readonly bytes?: number | undefined;
  /** The longest time without a byte. */
  readonly idleMs?: number;
}

/**
 * Streams the body of an answer into a file, from the file's beginning: it may be called again after it failed. A body that ends
 * too early or stands still is an error like that of a connection that was cut.
 */
export async function writeBody(
  path: string,
  body: Readable,
  { signal, bytes, idleMs = 60_000 }: BodyOptions,
): Promise<void> {
  const late = Object.assign(new Error('No byte came in time.'), { name: 'TimeoutError' });
  const watch = setTimeout(() => body.destroy(late), idleMs);
  const watched = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      watch.refresh();
      yield chunk;
    }
  };
  try {
    await pipeline(body, watched, createWriteStream(path), { signal });
  } finally {
    clearTimeout(watch);
  }
  const { size } = await stat(path);
  if (bytes !== undefined && size !== bytes)
    throw Object.assign(new Error(`${size} of ${bytes} bytes came.`), { code: 'ECONNRESET' });
}
