import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.csv': 'text/csv; charset=utf-8',
  '.pdf': 'application/pdf',
};
const COMPRESSED = new Set(['.html', '.css', '.js', '.svg']);

export interface Answer {
  readonly path: string;
  readonly status: number;
  /** As sent: text compressed with gzip. */
  readonly bytes: number;
}

export interface SiteServer {
  /** Address of the site's front page. */
  readonly url: string;
  /** What has been asked for since the last call. */
  takeAnswers(): readonly Answer[];
  close(): Promise<void>;
}

/** Serves a folder on loopback below `base` ("/" or "/sub/"), compressed, as a plain web server does. */
export async function serveSite(folder: string, base = '/'): Promise<SiteServer> {
  const answers: Answer[] = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const body = path.startsWith(base) ? await bodyOf(folder, path.slice(base.length)) : undefined;
    const isText = COMPRESSED.has(body?.ending ?? '');
    const bytes = body === undefined ? Buffer.alloc(0) : isText ? gzipSync(body.bytes) : body.bytes;
    const status = body === undefined ? 404 : 200;
    answers.push({ path, status, bytes: bytes.length });
    response.writeHead(status, {
      'content-type': TYPES[body?.ending ?? ''] ?? 'application/octet-stream',
      ...(isText ? { 'content-encoding': 'gzip' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    takeAnswers: () => answers.splice(0),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** A folder answers with its index.html, as on every static host. */
async function bodyOf(folder: string, path: string): Promise<{ bytes: Buffer; ending: string } | undefined> {
  const file = join(folder, normalize(path === '' || path.endsWith('/') ? `${path}index.html` : path));
  const bytes = file.startsWith(folder) ? await readFile(file).catch(() => undefined) : undefined;
  return bytes === undefined ? undefined : { bytes, ending: extname(file) };
}
