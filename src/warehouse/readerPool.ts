import { limited } from '../lib/limited.ts';

interface Reader {
  close(): Promise<void>;
}

/** What has waited so long is worth another process. */
const WORTH_MS = 300;

/** Readers of one file, opened as they are needed and no more than there may be: each does one thing at a time. */
export class ReaderPool<R extends Reader> {
  private readonly most: number;
  private readonly open: () => Promise<R>;
  private readonly limit: ReturnType<typeof limited>;
  private readonly opened: Promise<R>[] = [];
  private readonly free: R[] = [];
  private readonly waiting: ((reader: R | Promise<R>) => void)[] = [];
  private closedFor: Error | undefined;

  constructor(most: number, open: () => Promise<R>) {
    this.most = most;
    this.open = open;
    this.limit = limited(most);
  }

  /** Throws what the pool was closed for, where it is. */
  async use<T>(work: (reader: R) => Promise<T>): Promise<T> {
    return this.limit(async () => {
      const reader = await this.take();
      return work(reader).finally(() => this.giveBack(reader));
    });
  }

  /** Waits for what is under way; what waits for its turn gets the reason. */
  async close(reason = new Error('These readers are closed.')): Promise<void> {
    this.closedFor = reason;
    // One that could not be opened has said so to those who asked.
    const opened = await Promise.allSettled(this.opened.splice(0));
    this.free.splice(0);
    for (const one of opened) if (one.status === 'fulfilled') await one.value.close();
  }

  private async take(): Promise<R> {
    if (this.closedFor !== undefined) throw this.closedFor;
    const free = this.free.pop();
    if (free !== undefined) return free;
    if (this.opened.length === 0) return this.openOne();
    const { promise, resolve } = Promise.withResolvers<R>();
    this.waiting.push(resolve);
    const timer = setTimeout(() => {
      if (!this.waiting.includes(resolve) || this.opened.length >= this.most) return;
      this.waiting.splice(this.waiting.indexOf(resolve), 1);
      resolve(this.openOne());
    }, WORTH_MS);
    return promise.finally(() => clearTimeout(timer));
  }

  private openOne(): Promise<R> {
    const opening = this.open();
    this.opened.push(opening);
    // Another one may come to be.
    opening.catch(() => this.opened.splice(this.opened.indexOf(opening), 1));
    return opening;
  }

  private giveBack(reader: R): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free.push(reader);
    else next(reader);
  }
}
