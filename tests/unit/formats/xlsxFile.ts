import { crc32, deflateRawSync } from 'node:zlib';

/** A cell as XLSX writes it: `t` its type, `s` its style, `v` its value; `xml` for what else is in it. */
export interface TestCell {
  readonly t?: string;
  readonly s?: number;
  readonly v?: string;
  readonly xml?: string;
}

export interface TestSheet {
  readonly name: string;
  /** By the row's number, then the column's letters. Texts stand for themselves, numbers for numbers. */
  readonly rows: Readonly<Record<number, Readonly<Record<string, string | number | TestCell>>>>;
}

interface TestBook {
  readonly sheets: readonly TestSheet[];
  readonly isFrom1904?: boolean;
  /** Codes of number formats; cells name them by their place, from 1. Built-in ones by their number. */
  readonly formats?: readonly (string | number)[];
  /** Items of the table of shared texts, as XML; those of the cells come behind them. */
  readonly sharedItems?: readonly string[];
  /** Put before every name of the sheets' XML: "x:". */
  readonly prefix?: string;
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The bytes of an XLSX file, as spreadsheet programs write it (ECMA-376, part 1). */
export function xlsxFile({
  sheets,
  isFrom1904 = false,
  formats = [],
  sharedItems = [],
  prefix = '',
}: TestBook): Buffer {
  const shared = [...sharedItems];
  const parts = sheets.map(({ rows }) => sheetXml(rows, shared, prefix));
  const relations = sheets.map((_, index) => [`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`]);
  relations.push(['rIdS', 'sharedStrings', '/xl/sharedStrings.xml'], ['rIdF', 'styles', 'styles.xml']);
  const files: Record<string, string> = {
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><workbookPr${isFrom1904 ? ' date1904="1"' : ''}/><sheets>${sheets
      .map(({ name }, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relations
      .map(([id, type, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`)
      .join('')}</Relationships>`,
    'xl/styles.xml': stylesXml(formats),
  };
  for (const [index, xml] of parts.entries()) files[`xl/worksheets/sheet${index + 1}.xml`] = xml;
  files['xl/sharedStrings.xml'] = `<sst xmlns="${MAIN}">${shared.join('')}</sst>`;
  return zipped(files);
}

function stylesXml(formats: readonly (string | number)[]): string {
  const own = formats.flatMap((format, index) =>
    typeof format === 'string' ? [`<numFmt numFmtId="${164 + index}" formatCode="${escaped(format)}"/>`] : [],
  );
  const ids = [0, ...formats.map((format, index) => (typeof format === 'string' ? 164 + index : format))];
  return `<styleSheet xmlns="${MAIN}"><numFmts>${own.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${ids
    .map((id) => `<xf numFmtId="${id}"/>`)
    .join('')}</cellXfs></styleSheet>`;
}

function sheetXml(rows: TestSheet['rows'], shared: string[], prefix: string): string {
  const lines = Object.entries(rows).map(([number, cells]) => {
    const written = Object.entries(cells).map(([column, cell]) => {
      const { t, s, v, xml } = cellOf(cell, shared);
      const at = [` r="${column}${number}"`, t && ` t="${t}"`, s !== undefined && ` s="${s}"`].filter(Boolean).join('');
      return `<${prefix}c${at}>${xml ?? ''}${v === undefined ? '' : `<${prefix}v>${escaped(v)}</${prefix}v>`}</${prefix}c>`;
    });
    return `<${prefix}row r="${number}">${written.join('')}</${prefix}row>`;
  });
  const name = prefix === '' ? 'xmlns' : `xmlns:${prefix.slice(0, -1)}`;
  return `<${prefix}worksheet ${name}="${MAIN}"><${prefix}sheetData>${lines.join('')}</${prefix}sheetData></${prefix}worksheet>`;
}

function cellOf(cell: string | number | TestCell, shared: string[]): TestCell {
  if (typeof cell === 'number') return { v: String(cell) };
  if (typeof cell !== 'string') return cell;
  shared.push(`<si><t xml:space="preserve">${escaped(cell)}</t></si>`);
  return { t: 's', v: String(shared.length - 1) };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** A ZIP file of texts, each deflated (PKWARE's APPNOTE.TXT, 4.3). */
function zipped(files: Readonly<Record<string, string>>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, xml] of Object.entries(files)) {
    const content = Buffer.from(HEAD + xml);
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const entry = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, Buffer.from(name)]));
    local.push(entry);
    offset += entry.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central.length, 4);
  end.writeUInt16LE(central.length, 6);
  end.writeUInt32LE(Buffer.concat(central).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, ...central, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
