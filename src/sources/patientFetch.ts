import type { Log } from '../types.ts';
import type { Patience } from './sourceKind.ts';

export interface Answer {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Ask {
  readonly url: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface PatientFetchOptions {
  readonly patience: Patience;
  readonly log: Log;
  /** Who is asked, for the log: "crm (Salesforce)". */
  readonly name: string;
  /** Whether an answer says "later", where its status does not. */
  readonly isLater?: (answer: Answer) => boolean;
  readonly maxTries?: number;
  /** For all that is asked through this function together. */
  readonly maxWaitMs?: number;
  readonly timeoutMs?: number;
}

/** Too many requests, and what a service says that is down or starting. */
const LATER = new Set([420, 429, 500, 502, 503, 504]);
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * A fetch that bears with what real services do: "later" (obeying Retry-After), a connection that is refused or is cut in the
 * middle of the body, no answer in time. Waits grow twofold, with jitter. When tries or waiting run out, the last answer is
 * returned as it is, and a connection's error is thrown. Only for requests that may be repeated.
 */
export function patientFetch({
  patience,
  log,
  name,
  isLater = () => false,
  maxTries = 6,
  maxWaitMs = 10 * 60_000,
  timeoutMs = 120_000,
}: PatientFetchOptions): (ask: Ask) => Promise<Answer> {
  let leftMs = maxWaitMs;

  return async (ask) => {
    for (let tried = 1; ; tried += 1) {
      const answer = await askOnce(ask, timeoutMs).catch((error: unknown) => connectionError(error));
      const isFinal = !(answer instanceof Error) && !LATER.has(answer.status) && !isLater(answer);
      if (isFinal) return answer;
      const waitMs = Math.round(
        (answer instanceof Error ? undefined : retryAfterMs(answer)) ??
          Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tried - 1)) * (0.5 + patience.random() / 2),
      );
      if (tried >= maxTries || waitMs > leftMs) {
        if (answer instanceof Error) throw answer;
        return answer;
      }
      leftMs -= waitMs;
      const why = answer instanceof Error ? answer.message : `it answered ${answer.status}`;
      log.info(`Waiting ${Math.ceil(waitMs / 1000)} s for ${name}: ${why}.`);
      await patience.sleep(waitMs);
    }
  };
}

async function askOnce({ url, method, headers, body }: Ask, timeoutMs: number): Promise<Answer> {
  const response = await fetch(url, {
    method,
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

/** What happened to a connection, without the request: its headers hold the token. */
function connectionError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('the connection failed');
  if (error.name === 'TimeoutError') return new Error('there was no answer in time');
  const cause = error.cause instanceof Error && 'code' in error.cause ? ` (${String(error.cause.code)})` : '';
  return new Error(error.message === 'terminated' ? 'the connection was cut' : `the connection failed${cause}`);
}

/** Retry-After is seconds or a date; a date is taken by the service's own clock. */
function retryAfterMs({ headers }: Answer): number | undefined {
  const given = headers['retry-after'];
  if (given === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(given)) return Number(given) * 1000;
  const waitMs = Date.parse(given) - Date.parse(headers['date'] ?? '');
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
