import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { didYouMean, ProblemsError } from '../../lib/problem.ts';
import { type CellLook, lookOf } from './cell.ts';

/** An opened workbook; nothing of its sheets has been read yet. */
export interface XlsxBook {
  /** By the index that cells name. */
  readonly sharedTexts: readonly string[];
  /** What the number formats make of a number, by the index of a cell's style. */
  readonly looks: readonly CellLook[];
  /** Whether days count from 1904, as on old Macs, and not from 1900. */
  readonly isFrom1904: boolean;
  /** Opens the XML of the sheet of that name, or of the first one. */
  openSheet(name: string | undefined): Promise<Readable>;
  close(): void;
}

/** Texts of a sheet are held in memory; beyond this, the file is not what a person has typed. */
const MOST_BYTES_HELD = 512 * 1024 * 1024;

interface SheetEntry {
  readonly name: string;
  readonly path: string;
}

/**
 * Opens an XLSX file (ECMA-376, part 1: Office Open XML). Throws a ProblemsError where it is none: an old .xls, a file that a
 * password protects, half of a download.
 */
export async function openXlsxBook(path: string, label: string): Promise<XlsxBook> {
  const zip = await openZip(path, label);
  try {
    const parts = await partsOf(zip);
    const relations = await relationsOf(parts);
    const { sheets, isFrom1904 } = await workbookOf(parts, relations);
    const isOf = (kind: string) => [...relations.values()].find(({ type }) => type.endsWith(`/${kind}`))?.path;
    return {
      sharedTexts: await sharedTextsOf(parts, isOf('sharedStrings'), label),
      looks: await looksOf(parts, isOf('styles')),
      isFrom1904,
      openSheet: (name) => parts.open(sheetPath(sheets, name, label)),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error instanceof ProblemsError ? error : damaged(label);
  }
}

/** What to say of a file whose inside is not as it has to be. */
export function damaged(label: string): ProblemsError {
  const hint = 'Open it in a spreadsheet program and save it anew as .xlsx.';
  return new ProblemsError([{ file: label, message: 'The file is not whole, or no XLSX file.', hint }]);
}

async function openZip(path: string, label: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false });
  } catch (error) {
    // The system's refusals have a code, what is said of the file's content has none.
    if (error instanceof Error && 'code' in error) throw error;
    const message = 'The file is no XLSX file: it may be an old .xls, or protected by a password, or not whole.';
    throw new ProblemsError([{ file: label, message, hint: 'Save it as .xlsx, without a password.' }]);
  }
}

interface Parts {
  readonly sizeOf: (path: string) => number;
  readonly has: (path: string) => boolean;
  readonly open: (path: string) => Promise<Readable>;
}

async function partsOf(zip: ZipFile): Promise<Parts> {
  const entries = new Map<string, Entry>();
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName.toLowerCase(), entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve());
    zip.on('error', reject);
    zip.readEntry();
  });
  const entryOf = (path: string): Entry | undefined => entries.get(path.toLowerCase());
  return {
    sizeOf: (path) => entryOf(path)?.uncompressedSize ?? 0,
    has: (path) => entryOf(path) !== undefined,
    open: async (path) => {
      const entry = entryOf(path);
      if (entry === undefined) throw new Error(`There is no ${path}.`);
      return zip.openReadStreamPromise(entry);
    },
  };
}

interface Relation {
  readonly type: string;
  readonly path: string;
}

const WORKBOOK = 'xl/workbook.xml';

async function relationsOf(parts: Parts): Promise<ReadonlyMap<string, Relation>> {
  const relations = new Map<string, Relation>();
  await readXml(await parts.open('xl/_rels/workbook.xml.rels'), {
    open: (name, { Id = '', Type = '', Target = '' }) => {
      if (name !== 'Relationship') return;
      const path = new URL(Target, `file:///${WORKBOOK}`).pathname.slice(1);
      relations.set(Id, { type: Type, path: decodeURIComponent(path) });
    },
  });
  return relations;
}

async function workbookOf(parts: Parts, relations: ReadonlyMap<string, Relation>) {
  const sheets: SheetEntry[] = [];
  let isFrom1904 = false;
  await readXml(await parts.open(WORKBOOK), {
    open: (name, attributes) => {
      if (name === 'workbookPr') isFrom1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      const relation = relations.get(id);
      // Sheets of one chart are sheets too, and have no cells.
      if (relation?.type.endsWith('/worksheet')) sheets.push({ name: attributes['name'] ?? '', path: relation.path });
    },
  });
  return { sheets, isFrom1904 };
}

function sheetPath(sheets: readonly SheetEntry[], name: string | undefined, label: string): string {
  const found = name === undefined ? sheets[0] : sheets.find((sheet) => sheet.name === name);
  if (found !== undefined) return found.path;
  const message = name === undefined ? 'The file has no sheet with cells.' : `The file has no sheet "${name}".`;
  const hint = didYouMean(
    name ?? '',
    sheets.map((sheet) => sheet.name),
  );
  throw new ProblemsError([{ file: label, message, hint }]);
}

async function sharedTextsOf(parts: Parts, path: string | undefined, label: string): Promise<readonly string[]> {
  if (path === undefined || !parts.has(path)) return [];
  if (parts.sizeOf(path) > MOST_BYTES_HELD) {
    const message = 'The sheet holds more than half a gigabyte of text.';
    throw new ProblemsError([{ file: label, message, hint: 'Save it as CSV.' }]);
  }
  const texts: string[] = [];
  const item = new TextRun();
  await readXml(await parts.open(path), {
    open: (name) => {
      if (name === 'si') item.begin();
      else item.open(name);
    },
    text: (text) => item.add(text),
    close: (name) => {
      if (name === 'si') texts.push(item.text);
      else item.close(name);
    },
  });
  return texts;
}

/** A text as a cell holds it: runs of `t`, one after the other, without the readings (`rPh`) that Japanese texts carry. */
export class TextRun {
  private written = '';
  private isInText = false;
  private isInReading = false;

  /** With `_x000D_` and the like as the characters that they stand for. */
  get text(): string {
    return this.written.includes('_x')
      ? this.written.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
          String.fromCharCode(Number.parseInt(code, 16)),
        )
      : this.written;
  }

  begin(): void {
    this.written = '';
    this.isInText = false;
    this.isInReading = false;
  }

  open(name: string): void {
    if (name === 't') this.isInText = true;
    if (name === 'rPh') this.isInReading = true;
  }

  close(name: string): void {
    if (name === 't') this.isInText = false;
    if (name === 'rPh') this.isInReading = false;
  }

  add(text: string): void {
    if (this.isInText && !this.isInReading) this.written += text;
  }
}

async function looksOf(parts: Parts, path: string | undefined): Promise<readonly CellLook[]> {
  if (path === undefined || !parts.has(path)) return [];
  const formats = new Map<number, string>();
  const looks: CellLook[] = [];
  let isInCells = false;
  await readXml(await parts.open(path), {
    open: (name, { numFmtId, formatCode = '' }) => {
      if (name === 'numFmt') formats.set(Number(numFmtId), formatCode);
      if (name === 'cellXfs') isInCells = true;
      if (name === 'xf' && isInCells) looks.push(lookOf(Number(numFmtId ?? 0), formats));
    },
    close: (name) => {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return looks;
}

interface XmlReader {
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
}

/** A parser of XML that calls the reader with names that have lost their prefix: some programs write "x:row". */
export function xmlParser({ open, text, close }: XmlReader): SaxesParser {
  const parser = new SaxesParser();
  const local = (name: string): string => name.slice(name.indexOf(':') + 1);
  if (open) parser.on('opentag', ({ name, attributes }) => open(local(name), attributes as Record<string, string>));
  if (close) parser.on('closetag', ({ name }) => close(local(name)));
  if (text) parser.on('text', text);
  if (text) parser.on('cdata', text);
  return parser;
}

async function readXml(stream: Readable, reader: XmlReader): Promise<void> {
  const parser = xmlParser(reader);
  stream.setEncoding('utf8');
  for await (const chunk of stream) parser.write(chunk as string);
  parser.close();
}
