import { HtmlValidate } from 'html-validate';
import { type ParsedMail, simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { composeMail, type MailRequest } from '../../../src/mail/compose/composeMail.ts';
import { messageBytes, messageIdOf } from '../../../src/mail/compose/messageBytes.ts';
import { brand, koreanBrand, koreanSnapshot, PNG, request, snapshot } from './sampleMail.ts';

const HOSTILE = '<script>alert(1)</script>"\'&{{ 7*7 }}{% raw %}]]><mj-raw>\r\nBcc: thief@evil.example\u202e\u0000 😀';

async function bytesOf(changes: Partial<MailRequest> = {}): Promise<Buffer> {
  const mail = await composeMail({ ...request, ...changes });
  const recipient = 'one@north.example';
  const id = messageIdOf({ edition: mail.edition, recipient, brand });
  return messageBytes(mail, recipient, id);
}

async function read(changes: Partial<MailRequest> = {}): Promise<ParsedMail> {
  return simpleParser(await bytesOf(changes), { skipImageLinks: true });
}

/** Wrong structure; mails' old-fashioned attributes are as they must be. */
async function htmlProblems(html: string): Promise<readonly string[]> {
  const rules = {
    'close-order': 'error',
    'element-permitted-content': 'error',
    'no-dup-id': 'error',
    'wcag/h37': 'error',
  } as const;
  const { results } = await new HtmlValidate({ rules }).validateString(html);
  return results.flatMap(({ messages }) => messages.map(({ line, message }) => `${line}: ${message}`));
}

describe('The mail of an edition', () => {
  test('says the news in its subject, in at most 90 letters', async () => {
    const { subject = '' } = await read();
    expect(subject).toBe('Weekly reading: Visits rose 4.2% to 48,213, their best week since March, while fewer…');
    expect(subject.length).toBeLessThanOrEqual(90);
  });

  test('carries headline, figures with comparisons, what changed, cautions, link and data as of in both its parts', async () => {
    const { html, text = '' } = await read();
    const shown = String(html)
      .replace(/<(style|head)[\s\S]*?<\/\1>|<[^>]+>/g, ' ')
      .replaceAll('&amp;', '&')
      .replace(/\s+/g, ' ');
    for (const part of [
      'Visits rose 4.2% to 48,213, their best week since March, while fewer people joined',
      '48,213',
      '▲ +4.2%',
      'vs week before',
      '▼ −13.5%',
      '▲ +1.1 pts',
      'Target ≥ 85.0% · not met',
      'Search passed referrals as the largest channel',
      'A check of the data did not hold: No visit lies in the future.',
      'app 22 Nov 2026, 23:52 GMT · tills 20 Nov 2026, 08:00 GMT (late)',
      'on the list of the Readers team at North & Co.',
    ]) {
      expect(shown).toContain(part);
      expect(text).toContain(part);
    }
    expect(html).toContain('href="https://reports.example.org/north/readers/2026-W47/"');
    expect(text).toContain('https://reports.example.org/north/readers/2026-W47/');
    expect(text).toContain('▼ −13.5% vs week before (worse)');
  });

  test('shows a value that is not there as a dash, never as 0', async () => {
    expect((await read()).text).toContain('* Joined for each who left: –');
  });

  test('speaks Korean to a Korean brand', async () => {
    const mail = await read({ brand: koreanBrand, snapshot: koreanSnapshot });
    expect(mail.subject).toBe(
      '주간 독서 현황: 방문자가 4.2% 늘어 48,213명을 기록했고, 신규 가입은 3주 연속 줄었습니다',
    );
    expect(mail.text).toContain('▲ +4.2% 전주 대비 (개선)');
    expect(mail.html).toMatch(/<html lang="ko-KR"/);
  });

  test('reads from the right where its language does, and says what a chart leaves out', async () => {
    const note = 'Not drawn: 2 values of Revenue.';
    const { html } = await composeMail({
      ...request,
      brand: { ...request.brand, locale: 'he-IL' },
      charts: [{ name: 'rev', title: 'Revenue', alt: 'A line.', png: new Uint8Array([1]), width: 400, note }],
    });
    expect(html).toMatch(
      /<html[^>]* lang="he-IL"[^>]* dir="rtl"|<html[^>]* dir="rtl"[^>]* lang="he-IL"|<html lang="he-IL" dir="rtl"/,
    );
    expect(html).not.toMatch(/direction:\s*ltr/);
    expect(html).toContain(note);
    expect((await composeMail(request)).html).not.toContain('rtl');
  });

  test('has a line of its own, in plain text, for each caution, figure, comparison and change', async () => {
    const { text = '' } = await read();
    const lines = text.split('\n');
    for (const line of [
      '* A check of the data did not hold: No visit lies in the future.',
      '* Visits: 48,213',
      '  ▲ +4.2% vs week before (better)',
      '  Target ≥ 45,000 · met',
      '* People who joined: 1,907',
      '  ▼ −13.5% vs week before (worse)',
      '--',
    ])
      expect(lines).toContain(line);
    expect(lines.filter((line) => line.startsWith('* Search passed referrals'))).toHaveLength(1);
    expect(text).not.toMatch(/\n{4}/);
  });

  test('shows its charts from within, with alternative text, and asks nothing of the network', async () => {
    const charts = ['a', 'b', 'c'].map((name) => ({ name, title: name, alt: `Chart ${name}`, png: PNG, width: 900 }));
    const raw = (await composeMail({ ...request, charts })).html;
    const { attachments } = await read({ charts });
    const pictures = attachments.filter(({ contentType }) => contentType === 'image/png');
    expect(pictures.map(({ filename, related }) => [filename, related])).toEqual([
      ['a.png', true],
      ['b.png', true],
    ]);
    for (const { cid } of pictures) expect(raw).toContain(`src="cid:${cid}"`);
    expect(raw.match(/<img [^>]*>/g)).toHaveLength(2);
    expect(raw).toMatch(/<img [^>]*alt="Chart a" width="536"/);
    expect(raw).not.toMatch(/(src|background)="http|url\(|@import|<link|fonts\.googleapis/);
  });

  test('has the PDF, named so that a reader finds it again', async () => {
    const { attachments } = await read();
    const pdf = attachments.find(({ contentType }) => contentType === 'application/pdf');
    expect(pdf?.filename).toBe('north-weekly-reading-2026-W47.pdf');
    expect(pdf?.content.toString()).toBe('%PDF-1.4 sample');
    const audience = { ...snapshot, burst: { audience: '서울 / 강남\r\nX: y', report: 'Reading' } };
    const named = (await read({ snapshot: audience })).attachments.at(-1);
    expect(named?.filename).toBe('north-weekly-reading-서울-강남-X-y-2026-W47.pdf');
  });

  test('leaves out a PDF that mail servers would refuse, and says where it is', async () => {
    const { attachments, text } = await read({ pdf: Buffer.alloc(16_000_000) });
    expect(attachments.map(({ contentType }) => contentType)).toEqual(['image/png']);
    expect(text).toContain('The PDF is too large for a mail; the full report has it.');
  });

  test('is the same bytes each time, with the date on which the edition was due', async () => {
    const [first, second] = [await bytesOf(), await bytesOf()];
    expect(first.equals(second)).toBe(true);
    expect((await simpleParser(first)).date?.toISOString()).toBe('2026-11-23T06:00:00.000Z');
    expect(first.toString().replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('stays far below the 102 KB that Gmail shows, and is valid HTML for its mail programs', async () => {
    const longest = 'A very long sentence that goes on. '.repeat(200);
    const insights = { figures: Array.from({ length: 50 }, (_, index) => `${index} ${longest}`) };
    const { html } = await composeMail({ ...request, snapshot: { ...snapshot, headline: longest, insights } });
    expect(Buffer.byteLength(html)).toBeLessThan(70_000);
    expect(await htmlProblems(html)).toEqual([]);
    expect(html).not.toMatch(/display:\s*(flex|grid)|position:\s*(absolute|fixed)/);
  });
});

describe('Hostile texts', () => {
  const hostile = {
    ...snapshot,
    title: HOSTILE,
    headline: HOSTILE,
    insights: { figures: [HOSTILE] },
    metrics: snapshot.metrics.map((note) => ({ ...note, label: HOSTILE })),
    asOf: [{ source: HOSTILE, at: '2026-11-22T23:52:00Z', state: 'fresh' as const }],
    verdicts: [{ check: 'c', description: HOSTILE, severity: 'warn' as const, failures: 1, sample: null }],
  };
  const changes: Partial<MailRequest> = {
    snapshot: hostile,
    brand: { ...brand, title: HOSTILE, mailFrom: `North <reports@north.example>\r\nBcc: thief@evil.example` },
    charts: [{ name: HOSTILE, title: HOSTILE, alt: HOSTILE, png: PNG, width: 536 }],
    links: { page: 'javascript:alert(1)' },
  };

  test('become no markup', async () => {
    const { html } = await composeMail({ ...request, ...changes });
    expect(html).not.toMatch(/<script|<mj-|javascript:|\u202e/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toContain('\u0000');
    expect(html).toContain('{{ 7*7 }}');
    expect(html).toMatch(/<img [^>]*alt="&lt;script&gt;[^<>]*" /);
    expect(await htmlProblems(html)).toEqual([]);
  });

  test('become no header and no recipient', async () => {
    const parsed = await read(changes);
    expect(parsed.bcc).toBeUndefined();
    expect([...parsed.headers.keys()].sort()).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'reply-to',
      'subject',
      'to',
      'x-auto-response-suppress',
    ]);
    expect(parsed.to).toMatchObject({ value: [{ address: 'one@north.example' }] });
  });

  test('are read as they are in the plain text', async () => {
    expect((await read(changes)).text).toContain(`<script>alert(1)</script>"'&{{ 7*7 }}`);
  });
});

test('A template that asks for something elsewhere is an error that names the file', async () => {
  const render = (path: string): string =>
    path.endsWith('.txt.njk') ? 'x' : '<p><img src="https://a.example/b.png"></p>';
  await expect(composeMail({ ...request, render })).rejects.toThrow(/edition\.html\.njk {2}.*a\.example/);
});

test('A message id is the edition’s and the recipient’s, and gives neither away', () => {
  const idOf = (id: string, recipient: string): string =>
    messageIdOf({ edition: { id, brand: 'north' }, recipient, brand });
  expect(idOf('a', 'x@y.example')).toMatch(/^<[0-9a-f]{40}@north\.example>$/);
  expect(idOf('a', 'X@y.example')).toBe(idOf('a', 'x@y.example'));
  expect(new Set([idOf('a', 'x@y.example'), idOf('b', 'x@y.example'), idOf('a', 'z@y.example')]).size).toBe(3);
});
