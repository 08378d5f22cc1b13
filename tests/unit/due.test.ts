import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'due.mjs');
const SETTLED = { dueAt: '2999-01-01T00:00:00.000Z', commit: 'abc', hasOpenEditions: false, hasOpenMails: false };

let out = '';
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'due-'));
  mkdirSync(join(out, 'state'));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

/** What the step's output says, and what a person reads. */
function due(next: unknown, env: Readonly<Record<string, string>> = {}): readonly [boolean, string] {
  if (next !== undefined)
    writeFileSync(join(out, 'state', 'next.json'), typeof next === 'string' ? next : JSON.stringify(next));
  const file = join(out, 'github-output');
  const words = execFileSync(process.execPath, [SCRIPT, out], {
    env: { GITHUB_OUTPUT: file, ...env },
    encoding: 'utf8',
  });
  return [readFileSync(file, 'utf8') === 'due=true\n', words.trim()];
}

test('Nothing is due before the next edition, if nothing is open and nothing has changed', () => {
  expect(due(SETTLED, { GITHUB_SHA: 'abc' })).toEqual([false, 'Nothing is due before 2999-01-01T00:00:00.000Z.']);
});

test.each([
  ['the first run', undefined, {}],
  ['a file that is not whole', '{"dueAt": "29', {}],
  ['another commit', SETTLED, { GITHUB_SHA: 'abd' }],
  ['somebody who asks', SETTLED, { GITHUB_SHA: 'abc', GITHUB_EVENT_NAME: 'workflow_dispatch' }],
  ['an edition that is open', { ...SETTLED, hasOpenEditions: true }, {}],
  ['mails that are open', { ...SETTLED, hasOpenMails: true }, {}],
  ['an edition whose time has come', { ...SETTLED, dueAt: '2026-01-01T00:00:00.000Z' }, {}],
])('There is something to do for %s', (_, next, env) => {
  expect(due(next, env)[0]).toBe(true);
});
