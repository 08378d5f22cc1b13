import { copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { fileExists, isMissing, readText, writeFileAtomic } from '../lib/files.ts';
import { sha256 } from '../lib/hash.ts';
import type { Brand } from '../types.ts';
import { brandSheet } from './brandSheet.ts';
import type { SiteRequest } from './composeRequest.ts';
import { type FontFace, facesFor, familiesOf, fontFaces } from './fontFaces.ts';

/** Paths below the site of what a brand's pages ask for; the names change with the content, so caches never lie. */
export interface PageAssets {
  readonly sheet: string;
  readonly script: string;
  readonly logo: string | null;
  readonly faces: readonly FontFace[];
}

const SHEETS = ['tokens.css', 'page.css', 'print.css'];

/** Writes a brand's style sheet (the site's own where there is no brand), the script and the logo. */
export async function writeAssets(
  request: SiteRequest,
  folders: readonly string[],
  brand: Brand | null,
): Promise<PageAssets> {
  const parts = await Promise.all(SHEETS.map((name) => firstText(folders, `layouts/${name}`)));
  const [tokens = '', ...rest] = parts;
  const brandParts =
    brand === null
      ? []
      : [brandSheet(brand, request.coloursOf(brand)), brand.css === undefined ? '' : await readFile(brand.css, 'utf8')];
  const name = brand?.name ?? 'site';
  const write = async (stem: string, extension: string, content: string | Uint8Array): Promise<string> => {
    const path = `assets/${stem}-${sha256(content).slice(0, 10)}${extension}`;
    const file = join(request.outDir, path);
    if (!(await holds(file, sha256(content)))) await writeFileAtomic(file, content);
    return path;
  };
  return {
    sheet: await write(
      name,
      '.css',
      withoutComments([tokens, ...brandParts.slice(0, 1), ...rest, ...brandParts.slice(1)].join('\n')),
    ),
    script: await write('page', '.js', await firstText(folders, 'layouts/page.js')),
    logo:
      brand?.logo === undefined ? null : await write(`${name}-logo`, extname(brand.logo), await readFile(brand.logo)),
    // The front page names every brand, each in its own script; a brand that spans others names those.
    faces: await fontFaces(
      (brand === null ? request.project.brands : [brand, ...(brand.spans ?? [])]).map(({ locale }) => locale),
    ),
  };
}

const FONTS_MARK = '<!--fonts-->';

/** Puts the fonts that a finished page needs where its head has `<!--fonts-->`, and their files into the site. */
export async function withFonts(
  html: string,
  { outDir, root, faces }: { readonly outDir: string; readonly root: string; readonly faces: readonly FontFace[] },
): Promise<string> {
  const needed = facesFor(html, faces);
  const rules = await Promise.all(
    needed.map(async ({ css, name, path }) => {
      const file = await fontFile(name, path);
      const asset = `assets/fonts/${file.name}`;
      await copyOnce(path, join(outDir, asset), file.hash);
      return css.replace(`$FONTS/${name}`, root + asset);
    }),
  );
  const families = familiesOf(needed);
  const named = families === '' ? [] : [`:root{--script-fonts:${families}}`];
  return html.replace(FONTS_MARK, () => `<style>\n${[...rules, ...named].join('\n')}\n</style>`);
}

function withoutComments(css: string): string {
  return css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\n\s*/g, '\n');
}

interface FontFile {
  readonly name: string;
  readonly hash: string;
}

const fontFiles = new Map<string, Promise<FontFile>>();

/** A font's file is named by what it holds: a page that is out keeps its own when a newer version of the font comes. */
function fontFile(name: string, path: string): Promise<FontFile> {
  const known =
    fontFiles.get(path) ??
    readFile(path).then((bytes) => {
      const hash = sha256(bytes);
      return { name: `${basename(name, '.woff2')}-${hash.slice(0, 10)}.woff2`, hash };
    });
  fontFiles.set(path, known);
  return known;
}

let copied = 0;
/** Files that were found whole, or made: thousands of pages share a font, and it is read once. */
const whole = new Set<string>();

/** Sees to it that a font lies there as it is: one that is cut off would fail every page that is printed with it. */
async function copyOnce(from: string, to: string, hash: string): Promise<void> {
  if (whole.has(to) ? await fileExists(to) : await holds(to, hash)) {
    whole.add(to);
    return;
  }
  await mkdir(dirname(to), { recursive: true });
  copied += 1;
  const temporary = `${to}.${process.pid}-${copied}.tmp`;
  await copyFile(from, temporary);
  await rename(temporary, to);
  whole.add(to);
}

async function holds(path: string, hash: string): Promise<boolean> {
  try {
    return sha256(await readFile(path)) === hash;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** A file of the project's templates, else the engine's own of that name. */
async function firstText(folders: readonly string[], path: string): Promise<string> {
  for (const folder of folders) {
    const text = await readText(join(folder, path));
    if (text !== undefined) return text;
  }
  throw new Error(`No templates folder has ${path}.`);
}
