/** A language that the engine lacks is one file: nothing of what its readers see is in another. */
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { listFiles } from '../../src/lib/files.ts';
import { addDays } from '../../src/lib/period.ts';
import { parseMessage } from '../../src/lib/words.ts';
import { broadsheet, REPOSITORY, scratchFolder } from '../support/broadsheet.ts';
import { readPdf } from '../support/readPdf.ts';

const CATALOGUE = join(REPOSITORY, 'tests/support/de.json');

const FILES: Readonly<Record<string, string>> = {
  'templates/site.yml': `title: Bäckerei
base_url: https://reports.example.org
defaults: {locale: de-DE, time_zone: Europe/Berlin, currency: EUR, mail_from: Berichte <berichte@example.org>}
`,
  'templates/brands/krume/brand.yml': 'title: Krume\nreply_to: berichte@example.org\n',
  'templates/teams/verkauf.yml': 'title: Verkauf\nrecipients: {krume: [anna@example.org]}\n',
  'templates/reports/handel/umsatz.vl.json': JSON.stringify({
    title: 'Umsatz',
    description: 'Ein Balken je Woche.',
    mark: 'bar',
    encoding: { x: { field: 'period' }, y: { field: 'umsatz' }, color: { field: 'laden' } },
  }),
  'templates/reports/handel/report.md': `---
title: Handel
team: verkauf
schedule: weekly
data:
  kopf: {metrics: [umsatz, bons], grain: week, last: 8, compare: [previous, year_ago]}
  laden: {metrics: [umsatz], grain: [week, month], by: laden, last: 4}
  wandel: {metrics: [umsatz], grain: week, last: 4, show: change_previous}
mail: {charts: [umsatz]}
---

{% kpis kopf %}

{{ insights.kopf }}

{% chart "umsatz", laden %}

{{ insights.laden }}

{% table laden %}

{% table wandel %}
`,
  'queries/sources/kasse.yml': `kind: files
brands: [krume]
tables:
  bon:
    files: data/bons.csv
    columns: {verkauft: timestamp, laden: varchar, betrag: "decimal(18,2)"}
    cursor: verkauft
`,
  'queries/staging/stg_kasse_bon.sql': 'select local_time(verkauft) as verkauft, laden, betrag from kasse.bon\n',
  'queries/marts/bons.sql': 'select verkauft::date as tag, laden, betrag from stg_kasse_bon\n',
  'queries/metrics/handel.yml': `team: verkauf
metrics:
  umsatz: {label: Umsatz, description: Eingenommenes Geld., mart: bons, time: tag, sql: sum(betrag), dimensions: [laden], format: currency, better: up, alert: {above: 100}, target: {at_least: 150}}
  bons: {label: Bons, description: Zeilen., mart: bons, time: tag, sql: count(*), dimensions: [laden], format: integer, better: up}
`,
};

/** Two shops; one sells more each week. A row without a shop has none stated. */
function rows(): string {
  const lines = ['verkauft,laden,betrag'];
  for (let day = '2025-11-03', index = 0; day <= '2026-11-22'; day = addDays(day, 1), index++) {
    lines.push(`${day} 10:00:00,Nord,${(10 + index / 20).toFixed(2)}`, `${day} 12:00:00,Süd,7.00`);
    if (index % 9 === 0) lines.push(`${day} 13:00:00,,1.00`);
  }
  return `${lines.join('\n')}\n`;
}

/** What the project itself says. */
const OWN = 'Bäckerei Krume Verkauf Umsatz Ein Balken je Woche Handel Eingenommenes Geld Bons Zeilen Nord Süd Laden';
/** What no language translates: names, addresses, a time zone, names of files (kopf-week.csv), SQL of formulas, tables. */
const ALLOWED =
  'Broadsheet EUR umsatz https reports berichte example org CET MEZ kopf laden wandel week month csv sum count betrag bons kasse bon stg krume verkauf handel';

function wordsIn(text: string): readonly string[] {
  return text.match(/\p{L}{2,}/gu) ?? [];
}

/** The plain texts of a message, without what it asks for. */
function textsIn(elements: ReturnType<ReturnType<typeof parseMessage>['message']['getAst']>): readonly string[] {
  return elements.flatMap((element) => {
    if ('options' in element) return Object.values(element.options).flatMap(({ value }) => textsIn(value));
    return element.type === 0 ? [element.value] : [];
  });
}

/** What is read and heard of a page. */
function saidIn(html: string): string {
  const spoken = [...html.matchAll(/\s(?:alt|aria-label|title|data-columns|data-cut)="([^"]*)"/g)].map(
    ([, text]) => text,
  );
  const seen = html
    .replace(/<(style|script)\b.*?<\/\1>/gs, ' ')
    .replace(/<!--.*?-->/gs, ' ')
    .replace(/<[^>]*>/g, ' ');
  return [seen, ...spoken]
    .join(' ')
    .replace(/&[a-z#\d]+;|\{\w+\}/g, ' ')
    .replaceAll('\u00ad', '');
}

test('With a German catalogue a page, its charts, its PDF and its mail are German, and another wording measures nothing', {
  timeout: 240_000,
}, async () => {
  const folder = await scratchFolder();
  const [project, out] = [join(folder, 'project'), join(folder, 'out')];
  for (const [path, text] of [...Object.entries(FILES), ['data/bons.csv', rows()] as const]) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  await mkdir(join(project, 'templates/words'));
  await cp(CATALOGUE, join(project, 'templates/words/de.json'));
  const checked = await broadsheet(['check', '--project', project]);
  expect(checked.status, checked.stderr).toBe(0);
  const call = ['run', '--project', project, '--out', out, '--now', '2026-11-23T12:00:00Z'];
  const ran = await broadsheet(call, { env: { BROADSHEET_SMTP_URL: 'files' } });
  expect(ran.status, ran.stderr).toBe(0);

  const months = Array.from({ length: 12 }, (_, month) =>
    ['long', 'short'].map((style) =>
      new Intl.DateTimeFormat('de-DE', { month: style as 'long' }).format(new Date(2026, month, 1)),
    ),
  ).flat();
  const catalogue = JSON.parse(await readFile(CATALOGUE, 'utf8')) as Readonly<Record<string, string>>;
  const said = Object.values(catalogue).flatMap((message) => textsIn(parseMessage(message, 'de').message.getAst()));
  const german = new Set(wordsIn([...said, ...months, OWN, ALLOWED].join(' ')));
  const foreign = (text: string): readonly string[] => [...new Set(wordsIn(text).filter((word) => !german.has(word)))];
  const pages = (await listFiles(join(out, 'site/krume'))).filter((path) => path.endsWith('.html'));
  const edition = pages.find((path) => path.includes('2026-W47')) ?? '';
  const page = await readFile(join(out, 'site/krume', edition), 'utf8');
  for (const sign of ['lang="de-DE"', '<svg', 'Kennzahlen', 'Warngrenze', 'Ohne Angabe', 'Veränderung zur Vorwoche'])
    expect(page).toContain(sign);
  for (const path of pages) {
    const html = await readFile(join(out, 'site/krume', path), 'utf8');
    expect([path, foreign(saidIn(html))]).toEqual([path, []]);
  }
  const [pdf = ''] = (await listFiles(join(out, 'pdf'))).map((path) => join(out, 'pdf', path));
  const printed = (await readPdf(pdf)).pages.map((one) => one.text).join(' ');
  expect(printed).toContain('Datenstand');
  const [mail = ''] = (await listFiles(join(out, 'mail'))).map((path) => join(out, 'mail', path));
  const { subject = '', text = '', html } = await simpleParser(await readFile(mail), { skipImageLinks: true });
  expect(text).toContain('Den ganzen Bericht lesen');
  expect([foreign(printed), foreign(subject), foreign(text), foreign(saidIn(html || ''))]).toEqual([[], [], [], []]);

  const [snapshot = ''] = (await listFiles(join(out, 'snapshots'))).map((path) => join(out, 'snapshots', path));
  const { mtimeMs } = await stat(snapshot);
  const edited = { ...catalogue, mail_open_report: 'Zum Bericht', key_figures: 'Zahlen', told_from: 'nun {value}' };
  await writeFile(join(project, 'templates/words/de.json'), JSON.stringify(edited));
  await rm(join(out, 'state'), { recursive: true });
  const again = await broadsheet([...call, '--no-deliver']);
  expect(again.status, again.stderr).toBe(0);
  expect((await stat(snapshot)).mtimeMs).toBe(mtimeMs);
  expect(await readFile(join(out, 'site/krume', edition), 'utf8')).toContain('Bons nun 15');
});
