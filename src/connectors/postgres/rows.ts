import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import type { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import type { StagedFile } from '../../types.ts';
import { openRowFile } from '../shared/rowFile.ts';

const BATCH_BYTES = 256 * 1024;
const BATCH_ROWS = 1000;
/** Stands unquoted for NULL; where it is a value, it is quoted. An empty line would be no row. */
const NULL_TEXT = '\\N';

interface SaveRequest {
  readonly client: pg.Client;
  /** A select of the wanted columns, by their names. */
  readonly select: string;
  readonly path: string;
  readonly label: string;
}

/** Streams a select to disk as CSV by COPY, which is several times faster than rows one by one. */
export async function copyToDisk({ client, select, path, label }: SaveRequest): Promise<StagedFile> {
  const output = createWriteStream(path);
  const failure = failureOf(output);
  const options = `format csv, header true, force_quote *, null '${NULL_TEXT}'`;
  try {
    await Promise.race([failure, copyOut(client, `copy (${select}) to stdout with (${options})`, output)]);
    output.end();
    await finished(output);
    // A file that has ended no longer says that it is drained.
    client.connection.stream.resume();
  } catch (error) {
    // The next try writes to the same path: nothing of this one may still be on its way.
    output.destroy();
    if (!output.closed) await once(output, 'close');
    throw error;
  }
  return { format: 'csv', path, label, delimiter: ',', header: true, gzip: false, nullText: NULL_TEXT };
}

/** Of a file, as a rejection: a full disk ends the copy at once. */
function failureOf(output: WriteStream): Promise<never> {
  const failure = once(output, 'error').then(([error]) => {
    throw error;
  });
  failure.catch(() => {});
  return failure;
}

/** The protocol's own messages: pg has no COPY of its own, and takes anything that answers to them for a query. */
function copyOut(client: pg.Client, text: string, output: WriteStream): Promise<void> {
  const { stream } = client.connection;
  // One piece of memory for thousands of rows: a Buffer for each is garbage by the hundred megabytes.
  let batch = Buffer.allocUnsafeSlow(BATCH_BYTES);
  let bytes = 0;
  const write = (rows: Buffer): void => {
    if (output.write(rows) || stream.isPaused()) return;
    stream.pause();
    output.once('drain', () => stream.resume());
  };
  const flush = (): void => {
    if (bytes > 0) write(batch.subarray(0, bytes));
    batch = Buffer.allocUnsafeSlow(BATCH_BYTES);
    bytes = 0;
  };
  return new Promise((resolve, reject) => {
    const copy = {
      submit: (connection: pg.Connection) => connection.query(text),
      handleCopyData({ chunk }: { readonly chunk: Buffer }) {
        if (bytes + chunk.length > BATCH_BYTES) flush();
        // pg reads into the same memory again.
        if (chunk.length > BATCH_BYTES) write(Buffer.from(chunk));
        else bytes += chunk.copy(batch, bytes);
      },
      handleCommandComplete: flush,
      handleReadyForQuery: () => resolve(),
      handleError: reject,
    };
    client.query(copy);
  });
}

/** The same, a row at a time, for engines that speak the protocol and know no COPY. */
export async function selectToDisk({
  client,
  select,
  path,
  label,
  columns,
}: SaveRequest & { readonly columns: readonly string[] }): Promise<StagedFile> {
  const { stream } = client.connection;
  const file = openRowFile(path, { columns, label });
  try {
    await new Promise<void>((resolve, reject) => {
      const asArrays: pg.QueryArrayConfig = { text: select, rowMode: 'array', types: AS_TEXT };
      const query = new pg.Query<readonly unknown[]>(asArrays);
      let rows: Readonly<Record<string, unknown>>[] = [];
      let written = Promise.resolve();
      const flush = (): void => {
        const batch = rows;
        rows = [];
        written = written.then(() => file.write(batch));
      };
      query.on('row', (row) => {
        rows.push(Object.fromEntries(columns.map((name, index) => [name, row[index]])));
        if (rows.length < BATCH_ROWS) return;
        flush();
        stream.pause();
        written.then(() => stream.resume(), reject);
      });
      query.on('end', () => {
        flush();
        written.then(resolve, reject);
      });
      query.on('error', reject);
      client.query(query);
    });
  } finally {
    await file.close();
  }
  return file.file;
}

/** Values as the database writes them. */
const AS_TEXT: pg.CustomTypesConfig = { getTypeParser: () => (text: unknown) => text };

/** Ends a connection that has been silent for so long. */
export function endWhenSilent(stream: Duplex, ms: number): void {
  const socket = stream as Duplex & { setTimeout(ms: number, then: () => void): void };
  socket.setTimeout(ms, () =>
    socket.destroy(Object.assign(new Error('There was no answer in time.'), { code: 'ETIMEDOUT' })),
  );
}
