import type { Readable } from 'node:stream';
import { numberText, serialText } from './cell.ts';
import { TextRun, type XlsxBook, xmlParser } from './workbook.ts';

/** A row as it stands in the sheet. */
export interface XlsxRow {
  /** From 1, as the sheet shows it. */
  readonly number: number;
  /** Text of each cell that has one, by its column from 0. */
  readonly cells: ReadonlyMap<number, string>;
  /** Of cells whose formula ended in an error, what stands there: "#REF!". `#N/A` is not among them: it says "no value". */
  readonly errors: ReadonlyMap<number, string>;
}

/** The rows of a sheet, in their order, without those that are empty. Formulas count by the result that was saved with them. */
export async function* xlsxRows(sheet: Readable, book: XlsxBook): AsyncGenerator<XlsxRow> {
  const reader = new SheetReader(book);
  const parser = xmlParser(reader);
  sheet.setEncoding('utf8');
  for await (const chunk of sheet) {
    parser.write(chunk as string);
    yield* reader.take();
  }
  parser.close();
  yield* reader.take();
}

/** The last that a sheet can have. */
const LAST_ROW = 1_048_576;

class SheetReader {
  private readonly book: XlsxBook;
  private rows: XlsxRow[] = [];
  private row = 0;
  private cells = new Map<number, string>();
  private errors = new Map<number, string>();
  private column = -1;
  private type = 'n';
  private style = 0;
  private value = '';
  private isInValue = false;
  private readonly inline = new TextRun();

  constructor(book: XlsxBook) {
    this.book = book;
  }

  take(): readonly XlsxRow[] {
    const taken = this.rows;
    this.rows = [];
    return taken;
  }

  readonly open = (name: string, attributes: Readonly<Record<string, string>>): void => {
    if (name === 'row') {
      // Rows and cells may leave out where they stand: then they follow the one before.
      this.row = attributes['r'] === undefined ? this.row + 1 : Number(attributes['r']);
      this.column = -1;
      this.cells = new Map();
      this.errors = new Map();
    } else if (name === 'c') {
      this.column = attributes['r'] === undefined ? this.column + 1 : columnIndex(attributes['r']);
      this.type = attributes['t'] ?? 'n';
      this.style = Number(attributes['s'] ?? 0);
      this.value = '';
      this.inline.begin();
    } else if (name === 'v') this.isInValue = true;
    else this.inline.open(name);
  };

  readonly text = (text: string): void => {
    if (this.isInValue) this.value += text;
    else this.inline.add(text);
  };

  readonly close = (name: string): void => {
    if (name === 'v') this.isInValue = false;
    else if (name === 'c') this.endCell();
    else if (name === 'row') this.endRow();
    else this.inline.close(name);
  };

  private endCell(): void {
    if (this.type === 'e') {
      if (this.value !== '#N/A') this.errors.set(this.column, this.value);
      return;
    }
    const text = this.cellText();
    if (text !== '') this.cells.set(this.column, text);
  }

  private cellText(): string {
    const { sharedTexts, looks, isFrom1904 } = this.book;
    if (this.value === '' && this.type !== 'inlineStr') return '';
    switch (this.type) {
      case 's': {
        const text = sharedTexts[Number(this.value)];
        if (text === undefined) throw new Error(`There is no shared text ${this.value}.`);
        return text;
      }
      case 'inlineStr':
        return this.inline.text;
      case 'b':
        return String(this.value === '1');
      case 'n': {
        const look = looks[this.style] ?? 'number';
        return look === 'number' ? numberText(this.value) : serialText(this.value, { look, isFrom1904 });
      }
      default:
        return this.value;
    }
  }

  private endRow(): void {
    if (!(this.row >= 1 && this.row <= LAST_ROW)) throw new Error(`There is no row ${this.row}.`);
    if (this.cells.size + this.errors.size > 0)
      this.rows.push({ number: this.row, cells: this.cells, errors: this.errors });
  }
}

/** "AB12" and "AB" → 27. */
export function columnIndex(reference: string): number {
  let index = 0;
  for (const letter of /^[A-Za-z]+/.exec(reference)?.[0].toUpperCase() ?? '')
    index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}

/** 27 → "AB". */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}
