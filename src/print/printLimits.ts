import type { Page } from 'puppeteer-core';
import { treeCpuMs } from './processTree.ts';

export interface PrintLimits {
  /** Time that the browser may be at work while one page is printed, which takes it less than a second as a rule. */
  readonly cpuMs: number;
  /** Time by the clock, for a page that waits for something for ever, and where a process's own time is not known. */
  readonly wallMs: number;
}

/** By the clock alone a busy machine would fail what is well. */
export const PRINT_LIMITS: PrintLimits = { cpuMs: 90_000, wallMs: 15 * 60_000 };

const POLL_MS = 1_000;

/** A print that did not come to its end in time. */
export class TooSlow extends Error {}

/** The work's outcome, or an error as soon as the page crashes, the browser goes or a limit is reached. */
export async function beforeDeathOrLimit<T>(page: Page, work: Promise<T>, limits: PrintLimits): Promise<T> {
  // Whichever way the race ends, what the work does later is nobody's business.
  work.catch(() => undefined);
  const browser = page.browser();
  const { promise: end, reject } = Promise.withResolvers<never>();
  const onCrash = (error: Error): void => reject(error);
  const onGone = (): void => reject(new Error('the browser went away'));
  const stopWatch = watchTime(browser.process()?.pid, limits, (reason) => reject(new TooSlow(reason)));
  page.once('error', onCrash);
  browser.once('disconnected', onGone);
  try {
    return await Promise.race([work, end]);
  } finally {
    stopWatch();
    page.off('error', onCrash);
    browser.off('disconnected', onGone);
  }
}

function watchTime(
  pid: number | undefined,
  { cpuMs, wallMs }: PrintLimits,
  tell: (reason: string) => void,
): () => void {
  const wall = setTimeout(() => tell(`it took longer than ${wallMs / 1000} seconds`), wallMs);
  let start: number | undefined;
  let isOver = false;
  const look = async (): Promise<void> => {
    const now = pid === undefined ? undefined : await treeCpuMs(pid);
    if (now === undefined || isOver) return;
    start ??= now;
    if (now - start > cpuMs) tell(`it took more than ${cpuMs / 1000} seconds of the browser's own time`);
  };
  const poll = setInterval(() => void look(), Math.min(POLL_MS, cpuMs));
  return () => {
    isOver = true;
    clearTimeout(wall);
    clearInterval(poll);
  };
}
