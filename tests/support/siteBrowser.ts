import puppeteer, { type Browser } from 'puppeteer-core';
import { findBrowser } from '../../src/print/startBrowser.ts';

/** The browser that prints, as a reader starts it: one that may ask this machine's own servers, which a printing one may not. */
export async function startReader(): Promise<Browser> {
  const { path, variables, sandbox } = await findBrowser({ env: (name) => process.env[name] });
  return puppeteer.launch({
    executablePath: path,
    headless: 'shell',
    pipe: true,
    args: [
      '--disable-gpu',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ...(sandbox ? [] : ['--no-sandbox']),
    ],
    env: { ...process.env, ...variables },
  });
}
