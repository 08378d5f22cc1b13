import { readFile } from 'node:fs/promises';
import { getDocument, OPS, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A PDF as a reader and a screen reader find it. Lengths are points (1/72 inch), measured from the page's lower left. */
export interface ReadPdf {
  readonly title: string;
  readonly language: string | null;
  readonly isTagged: boolean;
  /** As written: "D:20261122000000+00'00'". */
  readonly created: string;
  readonly pages: readonly ReadPage[];
  readonly outline: readonly Bookmark[];
  /** PostScript names without the subset's prefix, sorted, each with whether it is in the file. */
  readonly fonts: readonly { readonly name: string; readonly isEmbedded: boolean }[];
}

export interface ReadPage {
  readonly width: number;
  readonly height: number;
  /** All text, pieces of one line joined, lines by "\n". */
  readonly text: string;
  readonly texts: readonly PlacedText[];
  readonly tags: readonly Tag[];
}

export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Bookmark {
  readonly title: string;
  readonly children: readonly Bookmark[];
}

export interface Tag {
  /** "H1", "Table", "TH", "Figure" … */
  readonly role: string;
  readonly alt: string | null;
  readonly text: string;
  readonly children: readonly Tag[];
}

/** Reads a PDF back with pdf.js. */
export async function readPdf(path: string): Promise<ReadPdf> {
  const task = getDocument({ data: new Uint8Array(await readFile(path)), fontExtraProperties: true, verbosity: 0 });
  const pdf = await task.promise;
  try {
    const fonts = new Map<string, boolean>();
    const pages: ReadPage[] = [];
    for (let number = 1; number <= pdf.numPages; number += 1) pages.push(await readPage(pdf, number, fonts));
    const [{ info }, mark, outline] = await Promise.all([pdf.getMetadata(), pdf.getMarkInfo(), pdf.getOutline()]);
    const said = info as { readonly Title?: string; readonly Language?: string | null; readonly CreationDate?: string };
    return {
      title: said.Title ?? '',
      language: said.Language ?? null,
      isTagged: (mark as ReadonlyMap<string, boolean> | null)?.get('Marked') ?? false,
      created: said.CreationDate ?? '',
      pages,
      outline: bookmarks(outline as readonly OutlineItem[] | null),
      fonts: [...fonts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, isEmbedded]) => ({ name, isEmbedded })),
    };
  } finally {
    await task.destroy();
  }
}

/** Every tag of a page, in reading order. */
export function allTags(tags: readonly Tag[]): readonly Tag[] {
  return tags.flatMap((tag) => [tag, ...allTags(tag.children)]);
}

/** Texts that stick out of the page less its margins; an empty list is what a test wants. */
export function textsPastMargin(page: ReadPage, marginPoints: number): readonly PlacedText[] {
  const tolerance = 1;
  return page.texts.filter(
    ({ text, x, y, width }) =>
      text.trim() !== '' &&
      (x < marginPoints - tolerance ||
        x + width > page.width - marginPoints + tolerance ||
        y < marginPoints - tolerance ||
        y > page.height - marginPoints + tolerance),
  );
}

interface OutlineItem {
  readonly title: string;
  readonly items: readonly OutlineItem[];
}

function bookmarks(items: readonly OutlineItem[] | null): readonly Bookmark[] {
  return (items ?? []).map((item) => ({ title: item.title, children: bookmarks(item.items) }));
}

interface TextItem {
  readonly str: string;
  readonly hasEOL: boolean;
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
}
interface MarkItem {
  readonly type: string;
  readonly id?: string;
}

async function readPage(pdf: PDFDocumentProxy, number: number, fonts: Map<string, boolean>): Promise<ReadPage> {
  const page = await pdf.getPage(number);
  const [, , width = 0, height = 0] = page.view as readonly number[];
  const content = await page.getTextContent({ includeMarkedContent: true });
  const items = content.items as readonly (TextItem | MarkItem)[];
  const texts = items.filter((item): item is TextItem => 'str' in item);
  const tree = (await page.getStructTree()) as StructNode | null;
  await readFonts(page, fonts);
  const textOf = textsById(items);
  return {
    width,
    height,
    text: texts.map(({ str, hasEOL }) => str + (hasEOL ? '\n' : '')).join(''),
    texts: texts.map(({ str, transform, ...size }) => ({
      text: str,
      x: transform[4] ?? 0,
      y: transform[5] ?? 0,
      width: size.width,
      height: size.height,
    })),
    tags: (tree?.children ?? []).flatMap((node) => tagOf(node, textOf)),
  };
}

/** What stands between a marked content's begin and end, by its id; nested marks count to their parents too. */
function textsById(items: readonly (TextItem | MarkItem)[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const open: (string | undefined)[] = [];
  for (const item of items) {
    if ('str' in item) {
      for (const id of open) if (id !== undefined) texts.set(id, (texts.get(id) ?? '') + item.str);
    } else if (item.type.startsWith('beginMarkedContent')) open.push(item.id);
    else if (item.type === 'endMarkedContent') open.pop();
  }
  return texts;
}

interface StructNode {
  readonly role: string;
  readonly alt?: string;
  readonly children: readonly (StructNode | { readonly type: string; readonly id: string })[];
}

function tagOf(node: StructNode['children'][number], textOf: ReadonlyMap<string, string>): readonly Tag[] {
  if (!('role' in node)) return [];
  const children = node.children.flatMap((child) => tagOf(child, textOf));
  const own = node.children.map((child) => ('id' in child ? (textOf.get(child.id) ?? '') : '')).join('');
  return [{ role: node.role, alt: node.alt ?? null, text: own + children.map(({ text }) => text).join(''), children }];
}

interface LoadedFont {
  readonly name: string;
  readonly missingFile?: boolean;
}

async function readFonts(page: PDFPageProxy, fonts: Map<string, boolean>): Promise<void> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const ids = fnArray.flatMap((operation, index) =>
    operation === OPS.setFont ? [(argsArray[index] as readonly string[])[0] ?? ''] : [],
  );
  for (const id of new Set(ids)) {
    const font = page.commonObjs.get(id) as LoadedFont;
    fonts.set(font.name.replace(/^[A-Z]{6}\+/, ''), font.missingFile !== true);
  }
}
