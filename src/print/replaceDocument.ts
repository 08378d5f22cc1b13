/**
 * What runs in a page that has printed another, as source text: it puts the next page's text into the document that is
 * there, whose style sheets and fonts stay loaded where the next page has the same.
 *
 * `(text, url) => boolean`: the text and the address of the next page; false, with nothing changed, where the document
 * cannot become that page: it has another policy, another way of layout, or parts that only loading brings to life.
 */
export const REPLACE_DOCUMENT = `(text, url) => {
  const next = new DOMParser().parseFromString(text, 'text/html');
  const policy = (page) =>
    [...page.querySelectorAll('meta[http-equiv]')].map(({ httpEquiv, content }) => httpEquiv + ' ' + content).join('\\n');
  const ALIVE = 'base:not([data-print]), iframe, frameset, object, embed, template[shadowrootmode]';
  const isPolicy = (meta) => /^content-security-policy$/i.test(meta.httpEquiv);
  const isLike =
    policy(next) === policy(document) &&
    [...next.querySelectorAll('meta[http-equiv]')].every((meta) => isPolicy(meta) && meta.parentElement === next.head) &&
    next.compatMode === document.compatMode &&
    next.body?.localName === 'body' &&
    [next, document].every((page) => page.querySelector(ALIVE) === null);
  if (!isLike) return false;

  /** Two elements with the same key have the same effect, each with the address of its own page; without one, none is told. */
  const keyOf = (element, address) => {
    if (element.matches('meta[http-equiv]')) return 'policy ' + element.content;
    const { media, disabled } = element;
    const absolute = (place) => URL.parse(place, address)?.href ?? 'nowhere';
    if (element.matches('link[rel="stylesheet"][href]'))
      return ['sheet', media, disabled, absolute(element.getAttribute('href'))].join(' ');
    if (!element.matches('style') || /@import|image-set|\\bsrc\\s*\\(/i.test(element.textContent)) return undefined;
    const text = element.textContent.replace(
      /url\\(\\s*(["']?)(.*?)\\1\\s*\\)/gi,
      (_, quote, place) => 'url(' + absolute(place) + ')',
    );
    return ['style', media, text].join(' ');
  };
  const base = document.head.querySelector('base[data-print]') ?? document.createElement('base');
  let there = [...document.head.children].filter((element) => element !== base);
  const keys = new Map(there.map((element) => [element, keyOf(element, document.baseURI)]));
  // Before anything of the next page comes in: its addresses are those of its own place.
  base.dataset.print = '';
  base.href = url;
  document.head.prepend(base);
  for (const element of [...next.head.children]) {
    const key = keyOf(element, url);
    const at = key === undefined ? -1 : there.findIndex((one) => keys.get(one) === key);
    if (at === -1) document.head.insertBefore(element, there[0] ?? null);
    else {
      for (const gone of there.slice(0, at)) gone.remove();
      there = there.slice(at + 1);
    }
  }
  for (const gone of there) gone.remove();

  const root = document.documentElement;
  for (const { name } of [...root.attributes]) root.removeAttribute(name);
  for (const { name, value } of next.documentElement.attributes) root.setAttribute(name, value);
  document.body.replaceWith(document.adoptNode(next.body));
  // Whatever the layout asks for has been asked for when this returns.
  return document.documentElement.offsetHeight >= 0;
}`;
