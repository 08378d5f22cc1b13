/** An element of SVG markup; texts and values keep the escapes that they came with. */
export interface SvgElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (SvgElement | string)[];
}

interface OpenElement {
  readonly tag: string;
  readonly attributes: Record<string, string>;
  readonly children: (SvgElement | string)[];
}

const TOKEN = /<(\/)?([\w:]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/)?>|([^<]+)/g;

/** Reads the markup that Vega writes, which is always well-formed. Throws where there is no element. */
export function parseSvg(markup: string): SvgElement {
  const root: OpenElement = { tag: '', attributes: {}, children: [] };
  const open: OpenElement[] = [root];
  for (const [, closing, tag, attributes, empty, text] of markup.matchAll(TOKEN)) {
    const parent = open.at(-1) ?? root;
    if (text !== undefined) parent.children.push(text);
    else if (closing !== undefined) open.pop();
    else if (tag !== undefined) {
      const element: OpenElement = { tag, attributes: attributesOf(attributes ?? ''), children: [] };
      parent.children.push(element);
      if (empty === undefined) open.push(element);
    }
  }
  const svg = root.children.find((child) => typeof child !== 'string');
  if (svg === undefined || typeof svg === 'string') throw new Error('There is no element in this markup.');
  return svg;
}

/** Markup of an element and all within it. */
export function writeSvg({ tag, attributes, children }: SvgElement): string {
  const inner = children.map((child) => (typeof child === 'string' ? child : writeSvg(child))).join('');
  const list = Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
  return inner === '' ? `<${tag}${list}/>` : `<${tag}${list}>${inner}</${tag}>`;
}

/** Text as markup holds it, in an element or in an attribute. */
export function escapeXml(text: string): string {
  return text.toWellFormed().replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function attributesOf(list: string): Record<string, string> {
  return Object.fromEntries(
    [...list.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
}
