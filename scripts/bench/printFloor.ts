import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';
import { findBrowser } from '../../src/print/startBrowser.ts';
import type { Measured } from './measure.ts';
import { watchProcesses } from './watchProcesses.ts';

/**
 * What the browser alone needs for the pages: two of its pages, each going from one to the next and printing,
 * with nothing looked at, nothing made repeatable and nothing written. Nothing that prints can be faster.
 */
export async function printFloor(pages: readonly string[]): Promise<Measured> {
  const { path, variables, sandbox } = await findBrowser({ env: (name) => process.env[name] });
  const browser = await puppeteer.launch({
    executablePath: path,
    headless: 'shell',
    pipe: true,
    args: ['--disable-gpu', ...(sandbox ? [] : ['--no-sandbox'])],
    env: { ...process.env, ...variables },
  });
  const watch = watchProcesses(browser.process()?.pid ?? 0);
  const start = performance.now();
  const queue = pages.values();
  const lane = async (): Promise<void> => {
    const page = await browser.newPage();
    await page.setJavaScriptEnabled(false);
    for (const file of queue) {
      await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
      await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
    }
  };
  await Promise.all([lane(), lane()]);
  const seconds = (performance.now() - start) / 1000;
  const { cpuSeconds } = await watch.stop();
  await browser.close();
  // What holds the pages are processes that the first one starts.
  return { seconds, cpuSeconds, peakMb: null };
}
