import { join } from 'node:path';
import { readText } from '../lib/files.ts';
import { folderHash } from '../lib/folderHash.ts';
import { hashOf } from '../lib/hash.ts';
import type { Project } from '../types.ts';

/** Hash of the program itself: its code and the packages that it runs with. */
export async function engineKeyOf(engineDir: string): Promise<string> {
  const packages = await readText(join(engineDir, 'package-lock.json'));
  return hashOf([await folderHash(join(engineDir, 'src')), packages]);
}

/** Where the templates lie that all brands share, the project's own first, and a hash of the theme of every page. */
export async function contentKeys(request: {
  readonly projectDir: string;
  readonly engineDir: string;
  readonly engineKey: string;
  readonly project: Pick<Project, 'site' | 'teams'>;
}) {
  const { projectDir, engineDir, engineKey, project } = request;
  const templatesDirs = [join(projectDir, 'templates'), join(engineDir, 'templates')];
  const shared = ['layouts', 'parts', 'pages', 'mail'].flatMap((part) => templatesDirs.map((dir) => join(dir, part)));
  const themeKey = hashOf([engineKey, project.site, project.teams, await folderHash(...shared)]);
  return { templatesDirs, themeKey };
}
