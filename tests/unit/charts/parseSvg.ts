import type { SvgElement } from '../../../src/charts/svgTree.ts';

interface OpenElement {
  readonly tag: string;
  readonly attributes: Record<string, string>;
  readonly children: (SvgElement | string)[];
}

const TOKEN = /<(\/)?([\w:]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/)?>|([^<]+)/g;

/** Reads the markup of a drawing, which is always well-formed. Throws where there is no element. */
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

function attributesOf(list: string): Record<string, string> {
  return Object.fromEntries(
    [...list.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
}
