import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface PageWeight {
  readonly htmlKb: number;
  /** The page with all that it asks for before anybody touches it: style sheet, script, logo and fonts; text gzipped. */
  readonly firstViewKb: number;
  readonly pdfKb: number;
  /** Addresses of other sites that the page asks for: there are to be none. */
  readonly foreign: readonly string[];
}

const PACKED = /\.(woff2|png|jpe?g|webp)$/;

export async function pageWeight(html: string, pdf: string): Promise<PageWeight> {
  const text = await readFile(html, 'utf8');
  const links = [
    ...text.matchAll(/<link\b[^>]*rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"|<(?:script|img)\b[^>]*src="([^"]+)"/g),
    ...text.matchAll(/url\("?([^")]+)"?\)/g),
  ].map((match) => match[1] ?? match[2] ?? '');
  const asked = [...new Set(links)].filter((link) => link !== '' && !/^(data:|#)/.test(link));
  const foreign = asked.filter((link) => /^(https?:)?\/\//.test(link));
  const own = asked.filter((link) => !foreign.includes(link));
  const sizes = await Promise.all(own.map((link) => packedSize(join(dirname(html), link))));
  const packed = gzipSync(text).byteLength + sizes.reduce((sum, size) => sum + size, 0);
  return { htmlKb: kb(Buffer.byteLength(text)), firstViewKb: kb(packed), pdfKb: kb((await stat(pdf)).size), foreign };
}

async function packedSize(path: string): Promise<number> {
  const bytes = await readFile(path);
  return PACKED.test(path) ? bytes.byteLength : gzipSync(bytes).byteLength;
}

function kb(bytes: number): number {
  return bytes / 1024;
}
