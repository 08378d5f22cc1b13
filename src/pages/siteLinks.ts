import { posix } from 'node:path';

/** The way from a folder of the site to a path of it: links work on a disk, below any path, on any host. */
export function relativeLink(fromFolder: string, path: string): string {
  return posix.relative(`/${fromFolder}`, `/${path}`) || '.';
}

/** The page of a folder: named in full, because a disk serves no index. */
export function pageOf(folder: string): string {
  return folder === '' ? 'index.html' : `${folder}/index.html`;
}
