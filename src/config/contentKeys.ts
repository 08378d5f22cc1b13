import { join } from 'node:path';
import { readText } from '../lib/files.ts';
import { folderHash } from '../lib/folderHash.ts';
import { hashOf } from '../lib/hash.ts';
import type { Project } from '../types.ts';

/** Where the templates lie that all brands share, the project's own first, and hashes of what makes an edition beside its data. */
export async function contentKeys(request: {
  readonly projectDir: string;
  readonly engineDir: string;
  readonly project: Pick<Project, 'site' | 'teams'>;
}) {
  const { projectDir, engineDir, project } = request;
  const templatesDirs = [join(projectDir, 'templates'), join(engineDir, 'templates')];
  const shared = ['layouts', 'parts', 'pages', 'mail'].flatMap((part) => templatesDirs.map((dir) => join(dir, part)));
  const packages = await readText(join(engineDir, 'package-lock.json'));
  const engineKey = hashOf([await folderHash(join(engineDir, 'src')), packages]);
  const looksKey = hashOf([engineKey, project.site, project.teams, await folderHash(...shared)]);
  return { templatesDirs, engineKey, looksKey };
}
