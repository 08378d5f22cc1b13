import { type DefaultTreeAdapterMap, parse } from 'parse5';
import { cssRequests } from './cssRequests.ts';

/** Something in a finished page by which a browser would ask for something elsewhere, or do more than to show it. */
export interface PageFault {
  /** As it stands in the page, to be looked for in the templates. */
  readonly text: string;
  readonly message: string;
  readonly hint: string;
}

type Element = DefaultTreeAdapterMap['element'];
type Node = DefaultTreeAdapterMap['node'];

/** Elements that bring something else into the page, lead away from it, or send what readers write. */
const NO_ELEMENTS = new Set([
  ...['iframe', 'frame', 'frameset', 'object', 'embed', 'applet', 'portal', 'fencedframe', 'base', 'form', 'audio'],
  ...['video', 'track', 'source', 'foreignObject', 'animate', 'animateTransform', 'animateMotion', 'set', 'feImage'],
]);
/** Attributes by which an element asks for something, whatever the element. */
const ASKING = new Set([
  'src',
  'srcset',
  'imagesrcset',
  'poster',
  'data',
  'background',
  'manifest',
  'code',
  'codebase',
]);
const LISTS = new Set(['srcset', 'imagesrcset']);
const NO_ATTRIBUTES = new Set([
  'ping',
  'formaction',
  'action',
  'srcdoc',
  'attributionsrc',
  'profile',
  'longdesc',
  'lowsrc',
  'dynsrc',
]);
/** Elements whose `href` readers follow; that of others is fetched. */
const LINKS = new Set(['a', 'area']);
const FOLLOWED = /^(?:https?|mailto|tel):$/;

/**
 * Everything in a finished page, read as a browser reads it, by which it would ask for something that is not of the site
 * or that a page does not do: one look at what comes out, whatever template, prose or data it came from. `folder` is the
 * page's own below the site, `script` the one script that it may have.
 */
export function pageFaults(
  html: string,
  { folder, script }: { readonly folder: string; readonly script: string },
): readonly PageFault[] {
  const faults: PageFault[] = [];
  const base = `${SITE}${folder === '' ? '' : `${folder}/`}`;
  const visit = (node: Node): void => {
    if ('tagName' in node) faults.push(...elementFaults(node, base, script));
    if ('content' in node) visit(node.content);
    if ('childNodes' in node) for (const child of node.childNodes) visit(child);
  };
  // What stands in <noscript> is shown to those without scripts.
  visit(parse(html, { scriptingEnabled: false }));
  return faults;
}

/** Nobody's: what stays below it is of the site. */
const SITE = 'https://site.invalid/site/';

const HERE = 'A page has what it needs in the site itself.';

function elementFaults(element: Element, base: string, script: string): readonly PageFault[] {
  const { tagName, attrs } = element;
  const faults: PageFault[] = [];
  const tell = (text: string, message: string, hint = HERE): unknown => faults.push({ text, message, hint });
  if (NO_ELEMENTS.has(tagName)) tell(`<${tagName}`, `The page has an element <${tagName}>.`, 'Leave it out.');
  if (tagName === 'script') scriptFault(element, base, script, tell);
  if (tagName === 'style') cssFaults(textOf(element), base, tell);
  for (const { name, value, prefix } of attrs) {
    const whole = prefix === undefined || prefix === '' ? name : `${prefix}:${name}`;
    if (/^on/i.test(name)) tell(`${name}=`, `<${tagName}> has a script of its own, ${name}.`, 'Leave it out.');
    else if (NO_ATTRIBUTES.has(name)) tell(`${name}=`, `<${tagName}> has ${name}.`, 'Leave it out.');
    else if (name === 'http-equiv' && !/^(?:content-security-policy|content-type)$/i.test(value.trim()))
      tell(value, `The page has <meta http-equiv="${value}">.`, 'Leave it out.');
    else if (name === 'href' && LINKS.has(tagName)) linkFault(value, base, tell);
    else if (name === 'href' || (ASKING.has(name) && tagName !== 'script')) {
      for (const address of LISTS.has(name) ? listed(value) : [value])
        if (!isOfTheSite(address, base)) tell(address, `<${tagName} ${whole}> asks for ${shortened(address)}.`);
    } else if (name === 'style') cssFaults(value, base, tell);
    else if (isStyling(value)) cssFaults(`x:${value}`, base, tell);
  }
  return faults;
}

type Tell = (text: string, message: string, hint?: string) => unknown;

function scriptFault(element: Element, base: string, script: string, tell: Tell): void {
  const src = element.attrs.find(({ name }) => name === 'src')?.value;
  if (
    src !== undefined &&
    URL.canParse(src, base) &&
    new URL(src, base).href === `${SITE}${script}` &&
    textOf(element).trim() === ''
  )
    return;
  tell(
    src ?? textOf(element).trim().slice(0, 40),
    'The page has a script that is not its own.',
    'Its own is layouts/page.js.',
  );
}

function linkFault(value: string, base: string, tell: Tell): void {
  const url = URL.canParse(value, base) ? new URL(value, base) : undefined;
  if (url !== undefined && FOLLOWED.test(url.protocol)) return;
  tell(value, `A link goes to ${shortened(value)}.`, 'A link goes to a page, https://… or mailto:….');
}

/** Attributes of drawings hold a style's value, such as fill="url(#a)"; a sentence does not begin with one. */
function isStyling(value: string): boolean {
  return /^\s*(?:-?[a-z\\][\w\\-]*\s*\()/i.test(value);
}

function cssFaults(css: string, base: string, tell: Tell): void {
  for (const { by, address } of cssRequests(css)) {
    if (address !== null && isOfTheSite(address, base)) continue;
    tell(address ?? by, `A style has ${by}${address === null ? '' : shortened(address)}.`);
  }
}

/** An address below the site, a place in the page, or a picture or font that is written out. */
function isOfTheSite(address: string, base: string): boolean {
  const plain = address.trim();
  if (plain === '' || plain.startsWith('#')) return true;
  if (/^data:(?:image|font)\//i.test(plain)) return true;
  if (!URL.canParse(plain, base)) return false;
  const url = new URL(plain, base);
  return url.href.startsWith(SITE) && !/^[\\/]/.test(plain) && !/^https?:/i.test(plain);
}

function listed(value: string): readonly string[] {
  return value.split(',').map((entry) => entry.trim().split(/\s+/)[0] ?? '');
}

function textOf({ childNodes }: Element): string {
  return childNodes.map((node) => ('value' in node ? node.value : '')).join('');
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
