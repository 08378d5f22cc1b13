import type { CallBudget } from './callBudget.ts';

/** What a failed call means: ask again later (after so many ms, where the remote system said), or never. */
export type Fault =
  | { readonly isLater: true; readonly why: string; readonly afterMs?: number | undefined }
  | { readonly isLater: false };

interface RetryOptions {
  readonly budget: CallBudget;
  /** Reads an error of the client's; `faultOf` where absent, which knows HTTP statuses and what happens to connections. */
  readonly classify?: (error: unknown) => Fault;
  readonly maxTries?: number;
  readonly timeoutMs?: number;
}

/**
 * The retry policy: makes a call through a vendor's client, again and again while it says "later". The call gets a signal that ends it when
 * there is no answer in time. It has to be one that may be repeated: what it writes, it writes from the beginning. When tries
 * or waiting run out, the last error is thrown as it is.
 */
export async function withRetries<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { budget, classify = faultOf, maxTries = 6, timeoutMs = 120_000 }: RetryOptions,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    budget.count();
    try {
      return await inTime(call, timeoutMs);
    } catch (error) {
      const fault = classify(error);
      if (!fault.isLater) throw error;
      const mayTry = tried < maxTries && (await budget.wait({ tried, afterMs: fault.afterMs, why: fault.why }));
      if (mayTry) continue;
      budget.hasGivenUp = true;
      throw error;
    }
  }
}

/** Not every client obeys a signal, so the wait for it ends all the same. */
async function inTime<T>(call: (signal: AbortSignal) => Promise<T>, timeoutMs: number): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMs);
  const work = call(signal);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, late]);
}

/** Too many requests, and what a service says that is down or starting. */
const LATER = new Set([408, 420, 425, 429, 500, 502, 503, 504, 529]);

/** Whether a status says that the same call may be answered later. */
export function isLaterStatus(status: number): boolean {
  return LATER.has(status);
}

/** What happens to a connection and may not happen again. */
const CONNECTION = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** Reads what vendors' clients throw: a status under one of its many names, Retry-After, a code of Node's, a time-out. */
export function faultOf(error: unknown): Fault {
  for (let cause = error, depth = 0; cause !== undefined && cause !== null && depth < 4; depth += 1) {
    const status = statusOf(cause);
    if (status !== undefined)
      return isLaterStatus(status)
        ? { isLater: true, why: `it answered ${status}`, afterMs: retryAfterMs(headersOf(cause)) }
        : { isLater: false };
    const why = connectionFault(cause);
    if (why !== undefined) return { isLater: true, why };
    cause = member(cause, 'cause');
  }
  return { isLater: false };
}

function statusOf(error: unknown): number | undefined {
  const response = member(error, 'response') ?? member(error, '$response');
  const found = [
    member(error, 'status'),
    member(error, 'statusCode'),
    member(member(error, '$metadata'), 'httpStatusCode'),
    member(response, 'status'),
    member(response, 'statusCode'),
    member(error, 'code'),
  ].map(Number);
  return found.find((status) => Number.isInteger(status) && status >= 100 && status < 600);
}

/** What happened to the connection; undefined where that is not what happened. Never the request: its headers hold secrets. */
export function connectionFault(error: unknown): string | undefined {
  const name = member(error, 'name');
  if (name === 'TimeoutError' || name === 'AbortError') return 'there was no answer in time';
  const code = member(error, 'code');
  if (typeof code === 'string' && CONNECTION.has(code)) return `the connection failed (${code})`;
  const message = member(error, 'message');
  if (message === 'terminated' || message === 'aborted' || message === 'socket hang up')
    return 'the connection was cut';
  return undefined;
}

function headersOf(error: unknown): (name: string) => string | undefined {
  const headers =
    member(error, 'headers') ??
    member(member(error, 'response'), 'headers') ??
    member(member(error, '$response'), 'headers');
  return (name) => {
    const value = headers instanceof Headers ? headers.get(name) : member(headers, name);
    return value === null || value === undefined ? undefined : String(value);
  };
}

/** Retry-After is seconds or a date; a date is taken by the service's own clock. */
export function retryAfterMs(header: (name: string) => string | undefined): number | undefined {
  const given = header('retry-after');
  if (given === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(given)) return Number(given) * 1000;
  const waitMs = Date.parse(given) - Date.parse(header('date') ?? '');
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
