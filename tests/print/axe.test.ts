import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFirstBrowser } from '../../src/print/startBrowser.ts';
import { axeViolations } from '../support/axe.ts';

let browser: Browser;
let folder: string;
beforeAll(async () => {
  ({ browser } = await startFirstBrowser((name) => process.env[name]));
  folder = await mkdtemp(join(tmpdir(), 'axe-'));
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

test('What is wrong with a page is found in the colour scheme in which it is wrong', async () => {
  const path = join(folder, 'page.html');
  await writeFile(
    path,
    `<!doctype html><html lang="en"><title>Page</title>
      <style>@media (prefers-color-scheme: dark) { p { color: #333; background: #000 } }</style>
      <main><h1>Page</h1><p>Grey on black in the dark</p></main></html>`,
  );
  expect(await axeViolations(browser, path, { colourScheme: 'light', width: 375 })).toEqual([]);
  const [violation] = await axeViolations(browser, path, { colourScheme: 'dark' });
  expect(violation).toMatchObject({ rule: 'color-contrast', elements: ['p'] });
});
