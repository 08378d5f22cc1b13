import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { HtmlValidate } from 'html-validate';
import { LinkChecker } from 'linkinator';
import { simpleParser } from 'mailparser';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadProject } from '../../src/config/loadProject.ts';
import { listFiles } from '../../src/lib/files.ts';

import { type FontFace, fontFaces } from '../../src/pages/fontFaces.ts';
import type { Brand, Cell } from '../../src/types.ts';
import { axeViolations, type PageView } from '../support/axe.ts';
import { contradictions } from '../support/contradictions.ts';
import { allTags, type Bookmark, type ReadPdf, readPdf, textsPastMargin } from '../support/readPdf.ts';
import { startReader } from '../support/siteBrowser.ts';
import { type BuiltEdition, type BuiltSite, builtSample } from '../support/siteBuild.ts';
import {
  type Calendar,
  channelOf,
  dayNumber,
  extractRows,
  growthOf,
  localDay,
  numberIn,
  periodNumber,
} from '../support/siteNumbers.ts';
import { type SiteServer, serveSite } from '../support/siteServer.ts';

let built: BuiltSite;
let browser: Browser;
let server: SiteServer;
beforeAll(async () => {
  [built, browser] = await Promise.all([builtSample(), startReader()]);
  server = await serveSite(built.site);
}, 300_000);
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()]);
});

const faces = await fontFaces(['en-GB', 'ko-KR']);
const project = await loadProject(join(import.meta.dirname, '..', '..'));

test('The sample brings out an edition of every report for every brand that gets it, and every kind of page', () => {
  const wanted = project.reports.flatMap(({ name, team, brands }) =>
    brands.map((brand) => `${brand}/${team}/${name}/`),
  );
  const ids = built.editions.map(({ id }) => id);
  expect(wanted.filter((start) => !ids.some((id) => id.startsWith(start)))).toEqual([]);
  const pages = [
    '404.html',
    'index.html',
    ...project.brands.flatMap(({ name }) => [`${name}/index.html`, `${name}/metrics/index.html`]),
    ...built.editions.map(pathOf),
  ];
  expect(pages.filter((path) => !built.pages.includes(path))).toEqual([]);
});

describe('A page', () => {
  test('is valid HTML', async () => {
    // A title is as long as the name of what it is about.
    const validator = new HtmlValidate({ extends: ['html-validate:recommended'], rules: { 'long-title': 'off' } });
    const mistakes: string[] = [];
    for (const path of built.pages) {
      const { results } = await validator.validateFile(join(built.site, path));
      for (const { messages } of results)
        for (const { line, ruleId, message } of messages) mistakes.push(`${path}:${line}  ${ruleId}  ${message}`);
    }
    expect(mistakes).toEqual([]);
  });

  test.each<readonly [string, PageView, () => readonly string[]]>([
    ['wide and light', { width: 1280, colourScheme: 'light' }, () => unlikePages()],
    [
      'wide and dark',
      { width: 1280, colourScheme: 'dark' },
      () => [...lists(), ...editionPages('miles', 'beacon/mem', 'taproom/cx', 'broadsheet-group')],
    ],
    [
      'narrow and light',
      { width: 390, colourScheme: 'light' },
      () => [...lists(), ...editionPages('beacon/growth', 'brand-a/growth', 'trattoria/operations/store')],
    ],
    ['narrow and dark', { width: 390, colourScheme: 'dark' }, () => [...lists(), ...editionPages('beacon/marketing')]],
  ])('keeps every rule of axe-core, %s', { timeout: 400_000 }, async (_, view, paths) => {
    const found: unknown[] = [];
    for (const path of paths())
      for (const violation of await axeViolations(browser, join(built.site, path), view))
        found.push({ path, ...violation });
    expect(found).toEqual([]);
  });

  test('never scrolls sideways on a phone of 360 pixels', async () => {
    const tooWide: string[] = [];
    await withPage(async (page) => {
      await page.setViewport({ width: 360, height: 740 });
      for (const path of built.pages) {
        await page.goto(server.url + path);
        const width = await inPage<number>(page, 'document.documentElement.scrollWidth');
        if (width > 360) tooWide.push(`${path} is ${width} px wide`);
      }
    });
    expect(tooWide).toEqual([]);
  });

  test('needs at most 100 KB for its first view, fonts included, and asks for nothing elsewhere', async () => {
    const sizes: [string, number][] = [];
    for (const path of built.pages)
      await withPage(async (page) => {
        const asked: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        await page.setCacheEnabled(false);
        server.takeAnswers();
        await page.goto(server.url + path, { waitUntil: 'load' });
        await inPage(page, 'document.fonts.ready.then(() => undefined)');
        const answers = server.takeAnswers();
        expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
        expect(asked.filter((url) => !url.startsWith(server.url) && !url.startsWith('data:'))).toEqual([]);
        // Those who read Korean have a font for it, which stands first; this machine has none.
        const own = answers.filter((answer) => !answer.path.includes('noto-sans-kr'));
        sizes.push([path, own.reduce((sum, { bytes }) => sum + bytes, 0)]);
      });
    // The sign ₩ is in a slice of its own, of 33 KB a weight.
    const texts = new Map(
      await Promise.all(
        built.pages.map(async (path) => [path, await readFile(join(built.site, path), 'utf8')] as const),
      ),
    );
    const mostBytes = (path: string): number => (texts.get(path)?.includes('₩') ? 170_000 : 100_000);
    expect(sizes.filter(([path, bytes]) => bytes > mostBytes(path))).toEqual([]);
    // An edition comes with its fonts, so a few kilobytes would mean that nothing was counted.
    expect(Math.max(...sizes.map(([, bytes]) => bytes))).toBeGreaterThan(50_000);
  });

  test('names no address elsewhere, nor does any style or picture', async () => {
    const elsewhere: string[] = [];
    for (const path of await listFiles(built.site)) {
      if (!/\.(html|css|js|svg)$/.test(path)) continue;
      const text = await readFile(join(built.site, path), 'utf8');
      const addresses = text.matchAll(
        /(?:\b(?:src|srcset|href|action|poster)="|url\(["']?|@import\s*["'])((?:https?:)?\/\/[^"')\s]+)/g,
      );
      for (const [, address] of addresses) elsewhere.push(`${address} in ${path}`);
    }
    expect(elsewhere).toEqual([]);
  });

  test.each(['/', '/sub/'])('leads only to what is there, served below %s', async (base) => {
    const own = await serveSite(built.site, base);
    const { links } = await new LinkChecker().check({
      path: own.url,
      recurse: true,
      checkFragments: true,
      checkCss: true,
      linksToSkip: ['^mailto:'],
    });
    await own.close();
    expect(links.filter(({ state }) => state === 'BROKEN').map(({ url, parent }) => `${url} on ${parent}`)).toEqual([]);
    const reached = new Set(links.map(({ url }) => new URL(url).pathname.slice(base.length)));
    const pages = built.pages.filter((path) => path !== '404.html');
    expect(pages.filter((path) => !reached.has(path) && !reached.has(path.replace(/index\.html$/, '')))).toEqual([]);
  });

  test('shows everything without JavaScript, and switches between grains by click and by key', async () => {
    await withPage(async (page) => {
      await page.setJavaScriptEnabled(false);
      await page.goto(server.url + pathOf(edition('miles/growth/growth')));
      const shown = () =>
        inPage<readonly string[]>(
          page,
          `[...document.querySelectorAll('figure.switched')[0].querySelectorAll('.panel')]
            .filter((panel) => panel.checkVisibility()).map((panel) => panel.className)`,
        );
      expect(await inPage<number>(page, `document.querySelectorAll('figure svg').length`)).toBeGreaterThan(5);
      expect(await shown()).toEqual(['panel panel-1']);
      await page.click('figure.switched label:nth-of-type(2)');
      expect(await shown()).toEqual(['panel panel-2']);
      await page.keyboard.press('ArrowRight');
      expect(await shown()).toEqual(['panel panel-3']);
      await page.click('.about summary');
      expect(await inPage<boolean>(page, `document.querySelector('.definition').checkVisibility()`)).toBe(true);
    });
  });

  test('defines every metric that it shows, and so does the page of all metrics', async () => {
    for (const { brand, data, files } of built.editions) {
      const [html, catalogue] = await Promise.all([
        readFile(files.html, 'utf8'),
        readFile(join(built.site, brand, 'metrics', 'index.html'), 'utf8'),
      ]);
      const linked = new Set([...html.matchAll(/href="#about-([\w-]+)"/g)].map(([, metric]) => metric ?? ''));
      const named = new Set(
        Object.values(data.data).flatMap((block) => (block.kind === 'metrics' ? block.metrics : [])),
      );
      expect(linked.size).toBeGreaterThan(0);
      for (const metric of linked) expect(html).toContain(`id="about-${metric}"`);
      for (const metric of named) expect(catalogue).toContain(`id="${metric}"`);
      for (const { name, description } of data.metrics) {
        expect(named).toContain(name);
        expect(description).not.toBe('');
      }
    }
  });
});

describe('A PDF', () => {
  const PAPER = { A4: [595, 842], Letter: [612, 792] } as const;
  const OUR_FONTS = /^(SourceS(ans|erif)|NotoSansKR)/;
  const MARGIN_POINTS = { side: (16 / 25.4) * 72, head: (20 / 25.4) * 72, foot: (18 / 25.4) * 72 };
  const each = (check: (pdf: ReadPdf, of: BuiltEdition) => void | Promise<void>) => async () => {
    for (const of of built.editions) await check(await pdfOf(of), of);
  };

  test(
    'has a title, a language, tags, the paper of its brand, and every font within',
    each((pdf, of) => {
      const { locale, paper } = brandOf(of);
      expect(pdf.title).toContain(of.data.title);
      expect(pdf.language).toMatch(locale);
      expect(pdf.isTagged).toBe(true);
      for (const page of pdf.pages) expect([Math.round(page.width), Math.round(page.height)]).toEqual(PAPER[paper]);
      expect(pdf.fonts.length).toBeGreaterThan(0);
      expect(pdf.fonts.filter(({ isEmbedded }) => !isEmbedded)).toEqual([]);
      // Nothing fell back to a font of the machine, but for signs that no font of ours has.
      const text = JSON.stringify(of.data);
      const isOurs = [...text].every((sign) => faces.some(({ ranges }) => isWithin(ranges, sign)));
      const strange = pdf.fonts.filter(({ name }) => isOurs && !OUR_FONTS.test(name));
      expect({ id: of.id, strange }).toEqual({ id: of.id, strange: [] });
    }),
  );

  test(
    'has its headings as bookmarks, each once and as it reads',
    each(async (pdf, { files, data }) => {
      const html = await readFile(files.html, 'utf8');
      const headings = [...html.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map(([, text]) => text ?? '');
      const titles = (bookmarks: readonly Bookmark[]): readonly string[] =>
        bookmarks.flatMap(({ title, children }) => [title, ...titles(children)]);
      expect(titles(pdf.outline)).toEqual([data.headline, ...headings]);
    }),
  );

  test(
    'tells in words what every chart shows',
    each(async (pdf, { files }) => {
      const charts = (await readFile(files.html, 'utf8')).match(/class="drawing/g) ?? [];
      const told = pdf.pages
        .flatMap(({ tags }) => allTags(tags))
        .filter(({ role, alt }) => role === 'Figure' && alt !== null && alt.length > 20);
      const switched = new Set(told.map(({ alt }) => alt));
      expect(switched.size).toBe(
        new Set((await readFile(files.html, 'utf8')).match(/<figure class="figure switched(?: half)?" id="[^"]+"/g))
          .size,
      );
      expect(charts.length).toBeGreaterThanOrEqual(switched.size);
    }),
  );

  test(
    'says on every page what it is, and which page of how many',
    each((pdf, of) => {
      const { data } = of;
      for (const [index, { texts, width, height }] of pdf.pages.entries()) {
        const above = texts.filter(({ y }) => y > height - MARGIN_POINTS.head).map(({ text }) => text);
        const below = texts.filter(({ y }) => y < MARGIN_POINTS.foot);
        // Hangul is placed sign by sign.
        const said = above.join('').replaceAll(/\s/g, '');
        expect(said).toContain(brandOf(of).title.replaceAll(/\s/g, ''));
        expect(said).toContain(`${data.title}·`.replaceAll(/\s/g, ''));
        const number = below.find(({ text }) => text === `${index + 1} / ${pdf.pages.length}`);
        expect(number?.x).toBeGreaterThan(width / 2);
      }
    }),
  );

  test(
    'keeps within its margins, and leaves no page half empty but the last',
    each((pdf, { id }) => {
      const gaps: string[] = [];
      for (const [index, page] of pdf.pages.entries()) {
        const { head, foot, side } = MARGIN_POINTS;
        const inked = page.texts.filter(({ text }) => text.trim() !== '');
        const body = inked.filter(({ y }) => y < page.height - head && y > foot);
        expect(textsPastMargin({ ...page, texts: body }, side - 1)).toEqual([]);
        expect(textsPastMargin({ ...page, texts: inked }, 20)).toEqual([]);
        const filled = (page.height - head - Math.min(...body.map(({ y }) => y))) / (page.height - head - foot);
        const least = index === pdf.pages.length - 1 ? 0.05 : 0.4;
        if (filled <= least) gaps.push(`page ${index + 1} of ${id} is filled to ${Math.round(filled * 100)} %`);
      }
      expect(gaps).toEqual([]);
    }),
  );
});

describe('A mail', () => {
  test('has a subject, a text, its charts within, the PDF, and a link to the page', async () => {
    const paths = await listFiles(join(built.out, 'mail'));
    expect(paths).toHaveLength(built.editions.length);
    for (const path of paths) {
      const mail = await simpleParser(await readFile(join(built.out, 'mail', path)), { skipImageLinks: true });
      const linkTo = (one: BuiltEdition): string => `https://reports.example.org/${dirname(pathOf(one))}/`;
      const of = built.editions.find((one) => mail.text?.includes(linkTo(one)));
      if (of === undefined) throw new Error(`${path} leads to no edition.`);
      // A long subject is cut.
      expect(mail.subject).toContain(of.data.headline.slice(0, 12));
      const html = mail.html || '';
      expect(Buffer.byteLength(html)).toBeGreaterThan(5_000);
      expect(Buffer.byteLength(html)).toBeLessThan(102_000);

      const link = linkTo(of);
      expect(html).toContain(`href="${link}"`);
      expect(mail.text).toContain(link);
      expect(mail.text).toContain(of.data.headline);

      const shown = [...html.matchAll(/<img[^>]*\ssrc="([^"]*)"/g)].map(([, address]) => address ?? '');
      expect(shown.length).toBeGreaterThan(0);
      const cids = mail.attachments.flatMap(({ cid }) => (cid === undefined ? [] : [`cid:${cid}`]));
      expect(shown.toSorted()).toEqual(cids.toSorted());
      for (const [image] of html.matchAll(/<img[^>]*>/g)) expect(image).toMatch(/\salt="[^"]{10,}"/);
      expect(html.replaceAll(link, '')).not.toMatch(/(?:src|href)="https?:|url\(/);

      const pdf = mail.attachments.find(({ contentType }) => contentType === 'application/pdf');
      const html_ = await readFile(of.files.html, 'utf8');
      const name = /href="([^"]+\.pdf)"/.exec(html_)?.[1] ?? '';
      const published = await readFile(join(dirname(of.files.html), name));
      // Of an audience it is named as people call that, and its address by its id.
      if (of.audience === null) expect(pdf?.filename).toBe(name);
      else expect(pdf?.filename).toContain(of.data.edition.periodName);
      expect(pdf?.content.equals(published)).toBe(true);
      expect(published.equals(await readFile(of.files.pdf))).toBe(true);
    }
  });

  test('says nothing twice', async () => {
    for (const path of await listFiles(join(built.out, 'mail'))) {
      const { text = '' } = await simpleParser(await readFile(join(built.out, 'mail', path)));
      const news = text.split('\n').filter((line) => /^\* [^:]+\.$/.test(line));
      const claims = news.map((line) => /^.*? to [^,]+/.exec(line)?.[0] ?? line);
      expect(claims).toEqual([...new Set(claims)]);
    }
  });
});

describe('A number', () => {
  const CARD = /<p class="label"><a href="#about-([\w-]+)">.*?<p class="value"(?: title="([^"]*)")?>([^<]*)<\/p>/gs;

  test("on a card is the snapshot's, to its last digit", async () => {
    for (const of of built.editions) {
      // A brand that spans others has a table where others have cards.
      if (brandOf(of).spans !== undefined) continue;
      const { files, data } = of;
      const cards = [...(await readFile(files.html, 'utf8')).matchAll(CARD)];
      const readings = Object.values(data.data).flatMap((block) => (block.kind === 'metrics' ? block.readings : []));
      expect(cards.length).toBeGreaterThanOrEqual(4);
      for (const [, metric = '', exact, text = ''] of cards) {
        const { value, step } = numberIn(exact ?? text);
        const own = readings.filter((reading) => reading.metric === metric);
        // A metric may stand on a page in several grains.
        const fits = own.filter((reading) =>
          reading.value === null ? text === '–' : Math.abs(reading.value - value) <= step / 2 + 1e-9,
        );
        expect({ metric, text, fits: fits.length > 0 }).toEqual({ metric, text, fits: true });
      }
    }
  });

  test('that is told twice is the same both times, on one page and on several', () => {
    const snapshots = built.editions.map(({ data }) => data);
    const { twice, found } = contradictions(snapshots, project.brands);
    expect(found).toEqual([]);
    expect(twice).toBeGreaterThan(5_000);

    // One cell that is another would be found.
    const of = edition('trattoria/marketing/customers').data;
    const risk = of.data['risk'];
    if (risk?.kind !== 'metrics') throw new Error('Who may be leaving is not measured.');
    const readings = risk.readings.map((reading) => ({ ...reading, value: (reading.value ?? 0) + 1 }));
    const other = { ...of, data: { ...of.data, risk: { ...risk, readings } } };
    expect(contradictions([other], project.brands).found.join()).toContain('metric at_risk_rate');
  });

  test('on a card is the same on the page, in the mail and on paper', async () => {
    const mails = await Promise.all(
      (await listFiles(join(built.out, 'mail'))).map(async (path) =>
        simpleParser(await readFile(join(built.out, 'mail', path)), { skipImageLinks: true }),
      ),
    );
    let count = 0;
    for (const of of built.editions) {
      if (brandOf(of).spans !== undefined) continue;
      const cards = [...(await readFile(of.files.html, 'utf8')).matchAll(CARD)];
      const onPage = new Map(Map.groupBy(cards, ([, metric = '']) => metric));
      const mail = mails.find(({ text }) => text?.includes(`https://reports.example.org/${dirname(pathOf(of))}/`));
      const paper = (await pdfOf(of)).pages
        .flatMap(({ texts }) => texts.map(({ text }) => text))
        .join('')
        .replaceAll(/\s/g, '');
      for (const [, label = '', value = ''] of mail?.text?.matchAll(
        /^\* ([^\n]*?): ([−$₩€£]*\d(?![^\n]*, )[^\n]*|–)$/gm,
      ) ?? []) {
        const metric = of.data.metrics.find((note) => note.label === label);
        if (metric === undefined) continue;
        // In full, or in short with the full number as its title.
        const shown = (onPage.get(metric.name) ?? []).map(([, , exact, text = '']) => ({ text, full: exact ?? text }));
        const fits = shown.filter(({ text, full }) => [text, full].includes(value));
        expect(
          fits,
          `${label} of ${of.id} is ${value} in the mail, and ${JSON.stringify(shown)} on the page`,
        ).not.toEqual([]);
        expect(fits.some(({ text }) => paper.includes(text.replaceAll(/\s/g, '')))).toBe(true);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(100);
  });

  test('of growth is what plain loops over the raw events count, by day, week and month in Singapore', async () => {
    const rows = await extractRows(built.out, {
      table: 'app/event/miles',
      select: 'user_id, epoch_ms(event_time)::double',
    });
    const people = new Map<string, Set<number>>();
    for (const [user, at] of rows) {
      if (typeof user !== 'string' || user.trim() === '' || typeof at !== 'number') continue;
      const days = people.get(user.trim()) ?? new Set();
      people.set(user.trim(), days.add(localDay(at, 'Asia/Singapore')));
    }
    for (const grain of ['day', 'week', 'month'] as const) {
      const table = rowsOf(edition('miles/growth/growth'), 'growth', grain);
      // There are months from the first event on, and no others.
      expect(table).toHaveLength(grain === 'month' ? 21 : 26);
      for (const row of table) {
        const period = periodNumber(dayNumber(row['period']), { grain, weekStart: 'monday' });
        const { active, fresh, retained, resurrected, churned } = growthOf(people, period, {
          grain,
          weekStart: 'monday',
        });
        if (active + churned === 0) continue;
        expect(row).toMatchObject({
          active_users: active,
          new_users: fresh,
          retained_users: retained,
          resurrected_users: resurrected,
          churned_users: churned,
          net_users: fresh + resurrected - churned,
          retention_rate: ratio(retained, retained + churned),
          quick_ratio: ratio(fresh + resurrected, churned),
        });
      }
    }
  });

  test('of joining is what plain loops over the raw leads count, in weeks from Sunday in New York', async () => {
    const people = await leads();
    const week: Calendar = { grain: 'week', weekStart: 'sunday' };
    const table = rowsOf(edition('beacon/growth'), 'joining', 'week');
    expect(table).toHaveLength(26);
    for (const row of table) {
      const period = periodNumber(dayNumber(row['period']), week);
      const asked = people.filter(({ created }) => periodNumber(created, week) === period);
      const joined = people.filter(({ converted }) => converted !== null && periodNumber(converted, week) === period);
      expect(row).toMatchObject({
        leads: asked.length,
        new_members: joined.length,
        members_per_lead: ratio(joined.length, asked.length),
      });
    }
  });

  test("of members is everyone who had joined by the month's end", async () => {
    const joined = (await leads()).flatMap(({ converted }) => converted ?? []);
    const month: Calendar = { grain: 'month', weekStart: 'sunday' };
    const table = rowsOf(edition('beacon/membership'), 'growth', 'month');
    expect(table).toHaveLength(24);
    for (const row of table) {
      const period = periodNumber(dayNumber(row['period']), month);
      expect(row['members']).toBe(joined.filter((day) => periodNumber(day, month) <= period).length);
    }
  });

  test('of a channel is its share of those who name one', async () => {
    const ended = dayNumber('2026-11-01');
    const answers = (await leads()).filter(({ created }) => created < ended).map(({ channel }) => channel);
    const named = answers.filter((channel) => channel !== null);
    const table = rowsOf(edition('beacon/marketing'), 'overall', 'month');
    expect(table.reduce((sum, row) => sum + Number(row['leads']), 0)).toBe(answers.length);
    for (const { channel, leads: count, share } of table) {
      const own = answers.filter((answer) => (answer ?? 'Not said') === channel);
      expect({ channel, count }).toEqual({ channel, count: own.length });
      expect(share).toEqual(channel === 'Not said' ? null : ratio(own.length, named.length));
    }
  });

  async function leads() {
    const select =
      'epoch_ms(CreatedDate)::double, ConvertedDate::varchar, How_did_you_hear__c, coalesce(IsDeleted, false)';
    const rows = await extractRows(built.out, { table: 'crm/lead/beacon', select });
    return rows
      .filter(([, , , isDeleted]) => isDeleted === false)
      .map(([created, converted, answer]) => ({
        created: localDay(Number(created), 'America/New_York'),
        converted: typeof converted === 'string' ? dayNumber(converted) : null,
        channel: channelOf(answer),
      }));
  }
});

function rowsOf(of: BuiltEdition, block: string, grain: Calendar['grain']): readonly Readonly<Record<string, Cell>>[] {
  const table = of.data.data[block]?.tables[grain];
  if (table === undefined) throw new Error(`${of.id} has no ${block} by ${grain}.`);
  return table.rows.map((row) =>
    Object.fromEntries(table.columns.map(({ name }, index) => [name, row[index] ?? null])),
  );
}

function ratio(of: number, to: number): unknown {
  return to === 0 ? null : expect.closeTo(of / to, 9);
}

function edition(start: string): BuiltEdition {
  const found = built.editions.find(({ id }) => id.startsWith(start));
  if (found === undefined) throw new Error(`There is no edition ${start}.`);
  return found;
}

function brandOf({ brand: name }: BuiltEdition): Brand {
  const found = project.brands.find((brand) => brand.name === name);
  if (found === undefined) throw new Error(`There is no brand ${name}.`);
  return found;
}

function isWithin(ranges: FontFace['ranges'], sign: string): boolean {
  const code = sign.codePointAt(0) ?? 0;
  return ranges.some(([first, last]) => code >= first && code <= last);
}

const pdfs = new Map<string, Promise<ReadPdf>>();

/** An edition's PDF, read once for all tests. */
function pdfOf({ id, files }: BuiltEdition): Promise<ReadPdf> {
  const pdf = pdfs.get(id) ?? readPdf(files.pdf);
  pdfs.set(id, pdf);
  return pdf;
}

/** Of the site's folder. */
function pathOf({ files }: BuiltEdition): string {
  return relative(built.site, files.html);
}

/** Every page, but of the editions that are alike one of each report. */
function unlikePages(): readonly string[] {
  const alike = Map.groupBy(built.editions, ({ brand, report }) => `${brand} ${report}`);
  const others = new Set([...alike.values()].flatMap(([, ...rest]) => rest.map(pathOf)));
  return built.pages.filter((path) => !others.has(path));
}

/** A page of each kind that lists things. */
function lists(): readonly string[] {
  return ['index.html', '404.html', 'beacon/index.html', 'beacon/growth/index.html', 'beacon/metrics/index.html'];
}

function editionPages(...starts: readonly string[]): readonly string[] {
  return starts.map((start) => pathOf(edition(start)));
}

async function withPage(use: (page: Page) => Promise<void>): Promise<void> {
  const page = await browser.newPage();
  try {
    await use(page);
  } finally {
    await page.close();
  }
}

/** Evaluates JavaScript in a page, even where the page's own is off. */
async function inPage<T>(page: Page, script: string): Promise<T> {
  return (await page.evaluate(script)) as T;
}
