import { describe, expect, test } from 'vitest';
import { cssRequests } from '../../../src/lib/cssRequests.ts';
import { mailFaults, pageFaults } from '../../../src/lib/finishedPage.ts';

const at = { folder: 'acme/sales/2026-W47', script: 'assets/page-1.js' };
const page = (body: string, head = ''): string =>
  `<!DOCTYPE html><html lang="en"><head><title>A</title>${head}</head><body>${body}</body></html>`;
const told = (html: string): readonly string[] => pageFaults(html, at).map(({ message }) => message);

describe('A finished page may not have', () => {
  test.each([
    '<iframe src="https://elsewhere.example"></iframe>',
    '<object data="https://elsewhere.example/a.swf"></object>',
    '<embed src="a.swf">',
    '<img src="https://elsewhere.example/pixel.gif" alt="">',
    '<img src="//elsewhere.example/pixel.gif" alt="">',
    '<img src="\\\\elsewhere.example/pixel.gif" alt="">',
    '<img src="/root.gif" alt="">',
    '<img src="../../../../outside.gif" alt="">',
    '<img src="ht\ntps://elsewhere.example/pixel.gif" alt="">',
    '<IMG SRC=https://elsewhere.example/pixel.gif>',
    '<img src="a.png" srcset="a.png 1x, https://elsewhere.example/b.png 2x" alt="">',
    '<img src=x onerror=alert(1)>',
    '<svg onload="alert(1)"></svg>',
    '<video poster="https://elsewhere.example/a.png"></video>',
    '<audio src="https://elsewhere.example/a.mp3"></audio>',
    '<picture><source srcset="https://elsewhere.example/a.webp"></picture>',
    '<a href="javascript:alert(1)">a</a>',
    '<a href="java&#10;script:alert(1)">a</a>',
    '<a href="&#106;avascript:alert(1)">a</a>',
    '<a href="data:text/html,<script>alert(1)</script>">a</a>',
    '<a href="index.html" ping="https://elsewhere.example">a</a>',
    '<form action="https://elsewhere.example"><button>a</button></form>',
    '<button formaction="https://elsewhere.example">a</button>',
    '<script>alert(1)</script>',
    '<script src="https://elsewhere.example/a.js"></script>',
    '<script src="../../../assets/other.js"></script>',
    '<p style="background: url(https://elsewhere.example)">a</p>',
    '<p style="background: \\75rl(https://elsewhere.example)">a</p>',
    '<p style="background: u\\72l(\'https://elsewhere.example\')">a</p>',
    '<p style="background: image-set(\'https://elsewhere.example\' 1x)">a</p>',
    '<p style="background: -webkit-image-set(url(https://elsewhere.example) 1x)">a</p>',
    '<p style="background: cross-fade(url(https://elsewhere.example), red)">a</p>',
    '<p style="--a: \'https://elsewhere.example\'; background: image-set(var(--a) 1x)">a</p>',
    '<p style="cursor: url(https://elsewhere.example), auto">a</p>',
    '<p style="content: src(\'https://elsewhere.example\')">a</p>',
    '<p style="list-style: URL( //elsewhere.example )">a</p>',
    '<p style="background: url(data:text/html,a)">a</p>',
    '<p style="behavior: url(a.htc)">a</p>',
    '<p style="-moz-binding: none">a</p>',
    '<style>@import "https://elsewhere.example/a.css";</style>',
    '<style>@\\69mport url(a.css);</style>',
    '<style>@font-face { font-family: A; src: url(https://elsewhere.example/a.woff2) }</style>',
    '<style>/* */ a { background: url("https://elsewhere.example") }</style>',
    '<svg><image href="https://elsewhere.example/a.png"/></svg>',
    '<svg><image xlink:href="https://elsewhere.example/a.png"/></svg>',
    '<svg><use href="https://elsewhere.example/a.svg#b"/></svg>',
    '<svg><rect fill="url(https://elsewhere.example/a.svg#b)"/></svg>',
    '<svg><rect filter="\\75rl(https://elsewhere.example/a.svg#b)"/></svg>',
    '<svg><foreignObject><p>a</p></foreignObject></svg>',
    '<svg><script>alert(1)</script></svg>',
    '<svg><a xlink:href="javascript:alert(1)"><text>a</text></a></svg>',
    '<svg><a href="index.html"><animate attributeName="href" to="javascript:alert(1)"/></a></svg>',
    '<svg><style>@import "https://elsewhere.example";</style></svg>',
    '<math><mtext><img src=x onerror=alert(1)></mtext></math>',
    '<table background="https://elsewhere.example/a.png"></table>',
    '<template><img src="https://elsewhere.example/a.png"></template>',
    '<noscript><img src="https://elsewhere.example/a.png"></noscript>',
  ])('%s', (markup) => {
    expect(told(page(markup))).not.toEqual([]);
  });

  test.each([
    '<meta http-equiv="refresh" content="0; url=https://elsewhere.example">',
    '<base href="https://elsewhere.example">',
    '<link rel="stylesheet" href="https://elsewhere.example/a.css">',
    '<link rel="prefetch" href="https://elsewhere.example/">',
    '<link rel="dns-prefetch" href="//elsewhere.example">',
    '<link rel="preload" as="image" imagesrcset="https://elsewhere.example/a.png 1x">',
    '<link rel="icon" href="https://elsewhere.example/a.ico">',
    '<link rel="manifest" href="https://elsewhere.example/m.json">',
  ])('in its head: %s', (markup) => {
    expect(told(page('', markup))).not.toEqual([]);
  });
});

test('A page has its own script, sheets, fonts, pictures, drawings and links', () => {
  const head = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<link rel="stylesheet" href="../../../assets/acme-1.css"><style>@font-face{font-family:A;src:url("../../../assets/fonts/a.woff2")format("woff2")}
@page { @top-left { content: "https://is-a-text.example (url)"; } }</style><script src="../../../assets/page-1.js" defer></script>`;
  const body = `<img src="../../../assets/logo.svg" alt=""><img src="data:image/png;base64,AA" alt=""><a href="#a">a</a>
<a href="../2026-W46/index.html">b</a><a href="https://elsewhere.example/read">c</a><a href="mailto:a@b.example">d</a>
<svg><defs><clipPath id="c"/></defs><g clip-path="url(#c)" transform="translate(1,2)"><use href="#c"/></g></svg>
<span style="--bar-length:40%" title="It says: url(https://elsewhere.example), (a), on=1">e</span><code>sum(url) @import</code>`;
  expect(told(page(body, head))).toEqual([]);
});

test('A style is read as a browser reads it', () => {
  expect(cssRequests('a { b: \\75rl(x) } @im\\port "y"; c: u\\72l( "z" ); d: "url(w)" /* url(v) */')).toEqual([
    { offset: 7, by: 'url(', address: 'x' },
    { offset: 18, by: '@import', address: null },
    { offset: 42, by: 'url(', address: 'z' },
  ]);
});

describe('A finished mail may not have', () => {
  test.each([
    '<img src="https://elsewhere.example/pixel.gif" alt="">',
    '<img src="pixel.gif" alt="">',
    '<table><tr><td background="https://elsewhere.example/a.png"></td></tr></table>',
    '<p style="background: url(https://elsewhere.example/a.png)">a</p>',
    '<!--[if mso]><td background="https://elsewhere.example/a.png"><![endif]-->',
    '<style>@import url(https://elsewhere.example/a.css);</style>',
    '<link rel="stylesheet" href="https://elsewhere.example/a.css">',
    '<!--[if mso]><img src="https://elsewhere.example/pixel.gif"><![endif]-->',
    '<!--[if mso | IE]><v:rect><v:fill src="https://elsewhere.example/a.png" /></v:rect><![endif]-->',
    '<script src="assets/page.js"></script>',
    '<form action="https://elsewhere.example"><button>a</button></form>',
    '<a href="javascript:alert(1)">a</a>',
    '<a href="index.html">a</a>',
    '<meta http-equiv="refresh" content="0;url=https://elsewhere.example">',
  ])('%s', (html) => {
    expect(mailFaults(page(html))).not.toEqual([]);
  });

  test('and may have its own pictures, links, styles, and what older programs need', () => {
    const body =
      '<img src="cid:a@chart" alt=""><a href="https://site.example/a/">a</a><a href="mailto:a@b.example">b</a>' +
      '<!--[if mso | IE]><table role="presentation"><tr><td width="10"><![endif]--><p style="color: red">a</p>' +
      '<!--[if !mso]><!--><p>b</p><!--<![endif]-->';
    expect(
      mailFaults(page(body, '<meta http-equiv="X-UA-Compatible" content="IE=edge"><style>a{b:c}</style>')),
    ).toEqual([]);
  });
});
