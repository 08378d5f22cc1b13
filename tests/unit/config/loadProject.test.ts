import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadProject } from '../../../src/config/loadProject.ts';
import { wordsOf } from '../../support/words.ts';
import { brand, chart, check, metrics, report, site, source, team } from './mistake.ts';
import { loadSmallProject, problemsOf, smallProject } from './smallProject.ts';

describe('A project without a mistake', () => {
  test('becomes what the rooms work with', async () => {
    const { site, brands, teams, sources, models, queries, checks } = await loadSmallProject();
    expect(site).toEqual({
      title: 'Clinics',
      description: '',
      baseUrl: 'https://reports.example.org',
      words: wordsOf('en'),
    });
    expect(brands).toEqual([
      {
        name: 'north',
        title: 'North',
        locale: 'en-GB',
        words: wordsOf('en-GB'),
        timeZone: 'Europe/London',
        weekStart: 'monday',
        currency: 'GBP',
        paper: 'A4',
        colours: { accent: '#0b6e6e', series: expect.arrayContaining(['#0b6e6e']) },
        mailFrom: 'Reports <reports@example.org>',
        place: { file: brand, line: 1 },
      },
    ]);
    expect(brands[0]?.colours.series.length).toBeGreaterThanOrEqual(4);
    expect(teams[0]).toMatchObject({
      title: { en: 'Care', ko: '돌봄' },
      recipients: { north: ['care@example.org', '$CARE_READERS'] },
    });
    expect(sources).toEqual([
      {
        name: 'clinic',
        kind: 'files',
        brands: ['north'],
        tables: [
          {
            name: 'visit',
            columns: { id: 'varchar', ward: 'varchar', seen_at: 'timestamp', cost: 'decimal(18,2)' },
            key: ['id'],
            cursor: 'seen_at',
            freshness: { warnHours: 36, errorHours: 72 },
            options: { files: 'visits.csv' },
            place: { file: source, line: 4, column: 3 },
          },
        ],
        place: { file: source, line: 1 },
      },
    ]);
    expect(models.map(({ name, layer }) => [name, layer])).toEqual([
      ['stg_clinic_visit', 'staging'],
      ['visits', 'mart'],
    ]);
    expect(models[1]).toMatchObject({ description: 'One row per visit.', columns: { ward: 'Where it took place.' } });
    expect(queries.map(({ name }) => name)).toEqual(['busiest']);
    expect(checks).toMatchObject([
      { name: 'no_future_visits', severity: 'warn', description: 'No visit lies in the future.' },
    ]);
  });

  test('has metrics with their rules, and dimensions that all of their inputs have', async () => {
    const { metrics } = await loadSmallProject();
    expect(metrics.map(({ name, rule, dimensions }) => [name, rule, dimensions])).toEqual([
      ['visits', { kind: 'aggregate', mart: 'visits', time: 'seen_on', sql: 'count(*)' }, ['ward', 'doctor']],
      ['no_shows', { kind: 'aggregate', mart: 'visits', time: 'seen_on', sql: 'count(*)' }, ['ward']],
      ['no_show_rate', { kind: 'ratio', of: 'no_shows', to: 'visits' }, ['ward']],
      ['kept', { kind: 'derived', expression: 'visits - no_shows', inputs: ['visits', 'no_shows'] }, ['ward']],
      ['visits_28d', { kind: 'rolling', of: 'visits', days: 28 }, ['ward', 'doctor']],
    ]);
  });

  test('has metrics with the time and the dimensions of their mart, where they name none', async () => {
    const { metrics } = await loadSmallProject({
      'queries/marts/visits.yml': 'description: One row per visit.\ntime: came_on\ndimensions: [ward, floor]\n',
      'queries/metrics/care.yml': [
        'team: care',
        'metrics:',
        ...[
          '  visits: {mart: visits, sql: count(*), ',
          '  no_shows: {mart: visits, time: missed_on, sql: count(*), ',
        ].map((start) => `${start}label: A, description: A., format: integer, better: up}`),
        '  beds: {level: {mart: visits, from: came_on}, sql: count(*), label: A, description: A., format: integer, better: up}',
        '  kept: {mart: visits, sql: count(*), dimensions: [], label: A, description: A., format: integer, better: up}',
        '  by_floor: {mart: visits, sql: count(*), dimensions: [floor, room], label: A, description: A., format: integer, better: up}',
        '  rate: {ratio: {of: visits, to: by_floor}, label: A, description: A., format: percent, better: up}',
        '',
      ].join('\n'),
      'templates/reports/care/report.md': ['metrics: [visits, no_show_rate]', 'metrics: [visits, rate]'],
    });
    const told = metrics.map(({ name, rule, dimensions }) => [name, 'time' in rule ? rule.time : '', dimensions]);
    expect(told).toEqual([
      ['visits', 'came_on', ['ward', 'floor']],
      ['no_shows', 'missed_on', ['ward', 'floor']],
      ['beds', '', ['ward', 'floor']],
      ['kept', 'came_on', []],
      ['by_floor', 'came_on', ['floor', 'room']],
      ['rate', '', ['floor']],
    ]);
  });

  test('has reports with their defaults', async () => {
    const { reports } = await loadSmallProject();
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({
      name: 'care',
      team: 'care',
      brands: ['north'],
      address: '',
      schedule: { every: 'week', at: '06:00' },
      checks: ['no_future_visits'],
      mailCharts: ['visits-by-ward'],
      charts: [{ name: 'visits-by-ward', spec: { mark: 'bar', encoding: { x: { field: 'ward' } } } }],
      body: '{% kpis headline %}\n',
      bodyLine: 12,
    });
    expect(reports[0]?.data).toEqual([
      {
        kind: 'metrics',
        name: 'headline',
        metrics: ['visits', 'no_show_rate'],
        grains: ['week'],
        by: [],
        compare: ['previous'],
        last: 13,
        place: { file: report, line: 6, column: 3 },
      },
      {
        kind: 'metrics',
        name: 'wards',
        metrics: ['visits'],
        grains: ['week'],
        by: ['ward'],
        compare: ['previous'],
        last: 4,
        place: { file: report, line: 7, column: 3 },
      },
      {
        kind: 'query',
        name: 'busiest',
        query: 'busiest',
        grains: ['week'],
        columns: { visits: { label: 'Visits', format: 'integer' } },
        place: { file: report, line: 8, column: 3 },
      },
    ]);
  });

  test("A brand's own settings go before the site's", async () => {
    const { brands } = await loadSmallProject({
      [brand]:
        'title: North\nlocale: ko-KR\ntime_zone: Asia/Seoul\nweek_start: sunday\ncurrency: KRW\npaper: Letter\ncolours: {accent: "#0B6E6E", series: ["#111111", "#222222", "#333333"]}\n',
      'templates/brands/north/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/></svg>',
      'templates/brands/north/brand.css': ':root { --rule: url(data:image/png;base64,AA==); }',
    });
    expect(brands[0]).toMatchObject({
      locale: 'ko-KR',
      timeZone: 'Asia/Seoul',
      weekStart: 'sunday',
      currency: 'KRW',
      paper: 'Letter',
    });
    expect(brands[0]?.colours).toEqual({ accent: '#0b6e6e', series: ['#0b6e6e', '#111111', '#222222', '#333333'] });
    expect(brands[0]?.logo).toMatch(/^\/.*\/templates\/brands\/north\/logo\.svg$/);
    expect(brands[0]?.css).toMatch(/^\/.*\/templates\/brands\/north\/brand\.css$/);
  });

  test("A brand's targets and alerts are of the grains that they name", async () => {
    const { brands, metrics } = await loadSmallProject({
      [brand]: [
        'title: North',
        'title: North\ntargets: {visits: {at_least: 10, grain: [week, month]}}\nalerts: {visits: [{below: 5, grain: week}, {change_below: -0.2, grain: month}]}',
      ],
    });
    expect(brands[0]?.targets).toEqual({
      visits: [
        { atLeast: 10, grain: 'week' },
        { atLeast: 10, grain: 'month' },
      ],
    });
    expect(brands[0]?.alerts).toEqual({
      visits: [
        { below: 5, grain: 'week' },
        { changeBelow: -0.2, grain: 'month' },
      ],
    });
    expect(metrics.filter(({ targets, alerts }) => targets ?? alerts)).toEqual([]);
  });

  test('A schedule says when, and gives the data its grain', async () => {
    const { reports } = await loadSmallProject({ [report]: ['weekly', '{every: month, on: 2, at: "07:30"}'] });
    expect(reports[0]?.schedule).toEqual({ every: 'month', on: 2, at: '07:30' });
    expect(reports[0]?.data.map(({ grains }) => grains)).toEqual([['week'], ['month'], ['month']]);
  });

  test("A report is its team's page by its folder's name or by its address, else it is below it", async () => {
    const other = (address: string): string =>
      `---\ntitle: More\nteam: care\n${address}schedule: daily\ndata: {}\n---\n`;
    const { reports } = await loadSmallProject({
      [report]: ['schedule', 'address: all\nschedule'],
      'templates/reports/front/report.md': other('address: care\n'),
      'templates/reports/more/report.md': other(''),
    });
    expect(reports.map(({ name, address }) => [name, address])).toEqual([
      ['care', 'all'],
      ['front', ''],
      ['more', 'more'],
    ]);
  });

  test('A source with a brand column serves every brand', async () => {
    const { sources } = await loadSmallProject({ [source]: ['brands: [north]', 'brand_column: clinic'] });
    expect(sources[0]).toMatchObject({ brands: ['north'], brandColumn: 'clinic' });
  });

  test("What is particular to a source's kind is handed on as options", async () => {
    const { sources } = await loadSmallProject({
      [source]: [
        'files: visits.csv',
        'files: [a.csv, b.csv]\n    delimiter: "\\t"\n    header: false\n    max_bad_rows: 0.01\n    keep: 30d',
      ],
    });
    expect(sources[0]?.tables[0]?.options).toEqual({
      files: ['a.csv', 'b.csv'],
      delimiter: '\t',
      header: false,
    });
    expect(sources[0]?.tables[0]?.maxBadRows).toBe(0.01);
    expect(sources[0]?.tables[0]?.keepHours).toBe(720);
  });

  test('A level, a to-date, limits and languages come through', async () => {
    const { metrics: found } = await loadSmallProject({
      'queries/metrics/more.yml': [
        'metrics:',
        '  patients:',
        '    label: {en: Patients, ko: 환자}',
        '    description: Registered.',
        '    team: care',
        '    level: {mart: visits, from: seen_on}',
        '    sql: count(*)',
        "    where: ward <> 'test'",
        '    format: integer',
        '    decimals: 0',
        '    better: neither',
        '    target: {at_least: 10}',
        '    alert: {below: 5, change_below: -0.1}',
        '  visits_mtd: {label: So far, description: This month., team: care, to_date: {of: visits, since: month}, format: integer, better: up}',
      ].join('\n'),
    });
    expect(found.find(({ name }) => name === 'patients')).toEqual({
      name: 'patients',
      domain: 'more',
      team: 'care',
      label: { en: 'Patients', ko: '환자' },
      description: 'Registered.',
      rule: { kind: 'level', mart: 'visits', from: 'seen_on', sql: 'count(*)', where: "ward <> 'test'" },
      dimensions: [],
      format: 'integer',
      decimals: 0,
      better: 'neither',
      targets: [{ atLeast: 10 }],
      alerts: [{ below: 5, changeBelow: -0.1 }],
      place: { file: 'queries/metrics/more.yml', line: 2, column: 3 },
    });
    expect(found.find(({ name }) => name === 'visits_mtd')?.rule).toEqual({
      kind: 'to_date',
      of: 'visits',
      since: 'month',
    });
  });

  test('A check without a comment is called by its name, and is an error', async () => {
    const { checks } = await loadSmallProject({ [check]: 'select 1 where false' });
    expect(checks).toMatchObject([{ severity: 'error', description: 'No future visits' }]);
  });

  test('Byte order marks and line ends of Windows change nothing', async () => {
    const asOnWindows = Object.entries(smallProject).map(([path, text]) => [
      path,
      `\uFEFF${text.replaceAll('\n', '\r\n')}`,
    ]);
    const { root: _, ...windows } = await loadSmallProject(Object.fromEntries(asOnWindows));
    const { root: __, ...unix } = await loadSmallProject();
    expect(windows).toEqual(unix);
  });

  test('Notes, hidden files and the own files of pages may lie about', async () => {
    const changes = {
      'queries/README.md': 'x',
      'queries/marts/README.md': 'x',
      'templates/.DS_Store': 'x',
      'queries/.sqlfluff': 'x',
      'templates/layouts/page.njk': 'x',
      'templates/parts/deep/card.njk': 'x',
    };
    expect(await problemsOf(changes)).toEqual([]);
  });
});

describe('Several mistakes', () => {
  test('are told all at once, by file and line', async () => {
    const seen = await problemsOf({
      [site]: ['Europe/London', 'Mars/Olympus'],
      [team]: ['title:', '\ttitle:'],
      [report]: [
        'metrics: [visits, no_show_rate], grain: week',
        'metrics: [visit, no_show_rate], grian: week, last: 0',
      ],
      [chart]: '{"data": {"values": []}}',
      [source]: ['id: varchar', 'id: text2'],
      [metrics]: ['mart: visits', 'mart: visit'],
    });
    expect(seen).toEqual([
      'queries/metrics/care.yml:6:11  There is no mart named "visit".  Did you mean "visits"?',
      'queries/sources/clinic.yml:6:19  There is no column type "text2".  Did you mean "text"?',
      'templates/reports/care/report.md:6:24  There is no metric named "visit".  Did you mean "visits"?',
      expect.stringMatching(
        /^templates\/reports\/care\/report\.md:6:46 {2}There is no key "grian" in data\.headline\./,
      ),
      'templates/reports/care/report.md:6:65  data.headline.last is 0.  It has to be at least 1.',
      'templates/reports/care/visits-by-ward.vl.json:1:2  A chart brings no data of its own.  Remove "data": its rows come from the report. Named geographies are {"name": "…"}.',
      'templates/site.yml:5:14  There is no time zone "Mars/Olympus".  Write an IANA name, such as "Europe/Stockholm" or "UTC".',
      'templates/teams/care.yml:1:1  A tab cannot indent YAML.  Use spaces.',
    ]);
  });

  test('of one file do not make others seem wrong', async () => {
    expect(await problemsOf({ [metrics]: ['team: care', 'team: [care'] })).toHaveLength(1);
    expect(await problemsOf({ [source]: ['kind: files', 'kind: fils'] })).toHaveLength(1);
    expect(await problemsOf({ [site]: ['title: Clinics', 'title: [Clinics'] })).toHaveLength(1);
    expect(await problemsOf({ [brand]: ['title: North', 'title: [North'] })).toHaveLength(1);
    expect(await problemsOf({ [team]: ['title:', 'title: ['] })).toHaveLength(1);
  });
});

describe('A folder that is no project', () => {
  test('is told in one line, with what to do', async () => {
    const root = await mkdtemp(join(tmpdir(), 'broadsheet-empty-'));
    try {
      await expect(loadProject(root)).rejects.toThrow(
        `${root}  This is not a project: it has no files in queries/ and none in templates/.  Name the folder that holds them: --project DIR.`,
      );
      await expect(loadProject(join(root, 'nowhere'))).rejects.toThrow('This is not a project');
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
