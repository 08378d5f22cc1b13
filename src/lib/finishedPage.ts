import { type DefaultTreeAdapterMap, parse, parseFragment } from 'parse5';
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

/** What a finished text may ask for, and where its links may go. */
interface Rules {
  readonly isOwn: (address: string) => boolean;
  /** Where a link leads to; undefined where that is nowhere. */
  readonly linked: (link: string) => URL | undefined;
  readonly isOwnScript: (src: string) => boolean;
  readonly here: string;
}

/**
 * Everything in a finished page, read as a browser reads it, by which it would ask for something that is not of the site
 * or that a page does not do: one look at what comes out, whatever template, prose or data it came from. `folder` is the
 * page's own below the site, `script` the one script that it may have.
 */
export function pageFaults(
  html: string,
  { folder, script }: { readonly folder: string; readonly script: string },
): readonly PageFault[] {
  const base = `${SITE}${folder === '' ? '' : `${folder}/`}`;
  const linked = (link: string): URL | undefined => (URL.canParse(link, base) ? new URL(link, base) : undefined);
  return faultsIn(html, {
    isOwn: (address) => isOfTheSite(address, base),
    linked,
    isOwnScript: (src) => linked(src)?.href === `${SITE}${script}`,
    here: 'A page has what it needs in the site itself.',
  });
}

/**
 * The same of a finished mail, which brings its pictures along: whatever else it asked for would tell somebody who reads
 * it. What stands in comments for one mail program is read as well.
 */
export function mailFaults(html: string): readonly PageFault[] {
  return faultsIn(html, {
    isOwn: (address) => /^(?:$|#|cid:|data:image\/)/i.test(address.trim()),
    linked: (link) => (URL.canParse(link) ? new URL(link) : undefined),
    isOwnScript: () => false,
    here: 'A mail brings its pictures along, and asks for nothing: take it out, or make it a link.',
  });
}

function faultsIn(html: string, rules: Rules): readonly PageFault[] {
  const faults: PageFault[] = [];
  const visit = (node: Node): void => {
    if ('tagName' in node) faults.push(...elementFaults(node, rules));
    if (node.nodeName === '#comment' && 'data' in node) {
      const [, conditional] = /^\[if[^\]]*\]>([\s\S]*?)(?:<!\[endif\])?$/i.exec(node.data) ?? [];
      if (conditional !== undefined) visit(parseFragment(conditional, { scriptingEnabled: false }));
    }
    if ('content' in node) visit(node.content);
    if ('childNodes' in node) for (const child of node.childNodes) visit(child);
  };
  // What stands in <noscript> is shown to those without scripts.
  visit(parse(html, { scriptingEnabled: false }));
  return faults;
}

/** Nobody's: what stays below it is of the site. */
const SITE = 'https://site.invalid/site/';

function elementFaults(element: Element, rules: Rules): readonly PageFault[] {
  const { tagName, attrs } = element;
  const faults: PageFault[] = [];
  const tell = (text: string, message: string, hint = rules.here): unknown => faults.push({ text, message, hint });
  if (NO_ELEMENTS.has(tagName)) tell(`<${tagName}`, `There is an element <${tagName}>.`, 'Leave it out.');
  if (tagName === 'script') scriptFault(element, rules, tell);
  if (tagName === 'style') cssFaults(textOf(element), rules, tell);
  for (const { name, value, prefix } of attrs) {
    const whole = prefix === undefined || prefix === '' ? name : `${prefix}:${name}`;
    if (/^on/i.test(name)) tell(`${name}=`, `<${tagName}> has a script of its own, ${name}.`, 'Leave it out.');
    else if (NO_ATTRIBUTES.has(name)) tell(`${name}=`, `<${tagName}> has ${name}.`, 'Leave it out.');
    else if (name === 'http-equiv' && !HARMLESS_META.test(value.trim()))
      tell(value, `There is <meta http-equiv="${value}">.`, 'Leave it out.');
    else if (name === 'href' && LINKS.has(tagName)) linkFault(value, rules, tell);
    else if (name === 'href' || (ASKING.has(name) && tagName !== 'script')) {
      for (const address of LISTS.has(name) ? listed(value) : [value])
        if (!rules.isOwn(address)) tell(address, `<${tagName} ${whole}> asks for ${shortened(address)}.`);
    } else if (name === 'style') cssFaults(value, rules, tell);
    else if (isStyling(value)) cssFaults(`x:${value}`, rules, tell);
  }
  return faults;
}

const HARMLESS_META = /^(?:content-security-policy|content-type|x-ua-compatible)$/i;

type Tell = (text: string, message: string, hint?: string) => unknown;

function scriptFault(element: Element, { isOwnScript }: Rules, tell: Tell): void {
  const src = element.attrs.find(({ name }) => name === 'src')?.value;
  if (src !== undefined && isOwnScript(src) && textOf(element).trim() === '') return;
  tell(
    src ?? textOf(element).trim().slice(0, 40),
    'There is a script that is not its own.',
    'The one of a page is layouts/page.js; a mail has none.',
  );
}

function linkFault(value: string, { linked }: Rules, tell: Tell): void {
  const url = linked(value);
  // What leads nowhere harms nobody.
  if (url !== undefined && (FOLLOWED.test(url.protocol) || url.href === 'about:blank')) return;
  tell(value, `A link goes to ${shortened(value)}.`, 'A link goes to a page, https://… or mailto:….');
}

/** Attributes of drawings hold a style's value, such as fill="url(#a)"; a sentence does not begin with one. */
function isStyling(value: string): boolean {
  return /^\s*(?:-?[a-z\\][\w\\-]*\s*\()/i.test(value);
}

function cssFaults(css: string, { isOwn }: Rules, tell: Tell): void {
  for (const { by, address } of cssRequests(css)) {
    if (address !== null && isOwn(address)) continue;
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
