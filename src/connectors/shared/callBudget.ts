import { ProblemsError } from '../../lib/problem.ts';
import type { Log, Place, Source } from '../../types.ts';

/** How a source waits before it asks again; handed in, so that a test need not wait. */
export interface RetryClock {
  readonly sleep: (ms: number) => Promise<unknown>;
  /** From 0 to 1: spreads the waits of several runs. */
  readonly random: () => number;
}

interface CallBudgetOptions {
  readonly retryClock: RetryClock;
  readonly log: Log;
  readonly source: Source;
  /** For all calls together; the source's own where absent. */
  readonly maxWaitMs?: number;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const WAIT_MINUTES = 10;

/** What one source may spend in one pull on calls that have to be made again, and how many calls it has made. */
export class CallBudget {
  calls = 0;
  /** Whether the last call was given up although it might be answered later. */
  hasGivenUp = false;
  /** Who is called, for the log: "crm (salesforce)". */
  readonly name: string;
  private readonly mostCalls: number;
  /** Who may allow more of it; nobody where it is not the source's own. */
  private readonly more: string;
  private readonly place: Place;
  private leftMs: number;
  private readonly retryClock: RetryClock;
  private readonly log: Log;

  constructor({ retryClock, log, source, maxWaitMs }: CallBudgetOptions) {
    const { name, kind, limits = {}, place } = source;
    this.retryClock = retryClock;
    this.log = log;
    this.name = `${name} (${kind})`;
    this.place = place;
    this.mostCalls = limits.calls ?? Number.POSITIVE_INFINITY;
    this.more = maxWaitMs === undefined ? ' (`limits: {wait: …}`)' : '';
    this.leftMs = maxWaitMs ?? (limits.waitMinutes ?? WAIT_MINUTES) * 60_000;
  }

  /** Before each call. Throws a ProblemsError where the calls that are allowed are made. */
  count(): void {
    if (this.calls >= this.mostCalls) {
      const message = `The pull has made the ${this.mostCalls} calls that its limits allow, and is not done.`;
      throw new ProblemsError([{ ...this.place, message, hint: 'Raise `calls` of its `limits`, or pull less.' }]);
    }
    this.calls += 1;
    this.hasGivenUp = false;
  }

  /**
   * Waits before a call is made again: as long as the remote system asked for, else twice as long each time, with jitter, at most
   * a minute. Says what it waits for. False, at once, where the budget does not allow it.
   */
  async wait({
    tried,
    afterMs,
    why,
  }: {
    readonly tried: number;
    readonly afterMs?: number | undefined;
    readonly why: string;
  }) {
    const growing = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tried - 1));
    const waitMs = Math.round(afterMs ?? growing * (0.5 + this.retryClock.random() / 2));
    if (waitMs > this.leftMs) {
      const left = `${Math.floor(this.leftMs / 1000)} s of waiting are left`;
      this.log.info(`${this.name}: ${why}; ${left}, and ${Math.ceil(waitMs / 1000)} s would be needed${this.more}.`);
      return false;
    }
    this.leftMs -= waitMs;
    this.log.info(`Waiting ${Math.ceil(waitMs / 1000)} s for ${this.name}: ${why}.`);
    await this.retryClock.sleep(waitMs);
    return true;
  }

  /** Waits for work that the remote system has taken on: no fault, and not of the budget. */
  async pause(ms: number): Promise<void> {
    await this.retryClock.sleep(ms);
  }
}
