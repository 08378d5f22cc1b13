import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { broadsheet, copyOfProject } from '../support/broadsheet.ts';

const TEAM = `title: Shops
recipients:
  crumb: [shop@crumb.example]
  bada: [$BADA_READERS]
`;

test('check tells what the mails of the brands asked for need, and no secret of it', { timeout: 240_000 }, async () => {
  const project = await copyOfProject('tiny');
  await writeFile(join(project, 'templates/teams/shop.yml'), TEAM);
  const check = (words: readonly string[], env: Readonly<Record<string, string>>) =>
    broadsheet(['check', '--project', project, ...words], { env });

  const url = await check([], { BROADSHEET_SMTP_URL: 'user:hunter2@mail.example' });
  expect(url.status).toBe(2);
  expect(url.stderr).toContain('BROADSHEET_SMTP_URL is not the address of a mail server.');
  expect(url.stderr).not.toContain('hunter2');

  const wrong = await check([], { BADA_READERS: 'one@bada.example, two' });
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain('templates/teams/shop.yml');
  expect(wrong.stderr).toContain('Entry 2 of $BADA_READERS is not a mail address.');

  // A pull request has no secrets: what is not set is said, and is no error there either.
  const unset = await check(['--brand', 'bada'], { CI: 'true' });
  expect(unset.status).toBe(0);
  expect(unset.stderr).toContain('$BADA_READERS is not set or names nobody');

  const other = await check(['--brand', 'crumb'], { BADA_READERS: 'two' });
  expect(other.status).toBe(0);
  expect(other.stderr).not.toContain('BADA_READERS');
});

test('A report that does not go to the brand asked for is told', { timeout: 120_000 }, async () => {
  const project = await copyOfProject('tiny');
  const report = join(project, 'templates/reports/own');
  await mkdir(report);
  await writeFile(
    join(report, 'report.md'),
    '---\ntitle: Own\nteam: kitchen\nbrands: [crumb]\nschedule: weekly\ndata:\n  trade: {metrics: [takings], grain: week}\n---\n\n{% kpis trade %}\n',
  );
  const { status, stderr } = await broadsheet(['check', '--project', project, '--brand', 'bada', '--report', 'own']);
  expect(status).toBe(2);
  expect(stderr.trim()).toBe('--brand  None of "own" goes to "bada".  Brands that get one: crumb.');
});
