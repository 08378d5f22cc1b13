/** An element of SVG markup; texts and values are escaped. */
export interface SvgElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (SvgElement | string)[];
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
