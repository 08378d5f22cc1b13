import type { CallBudget } from './callBudget.ts';
import { connectionFault, isLaterStatus, retryAfterMs } from './retryPolicy.ts';

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

interface RetryingFetchOptions {
  readonly budget: CallBudget;
  /** Whether an answer says "later", where its status does not. */
  readonly isLater?: (answer: Answer) => boolean;
  readonly maxTries?: number;
  readonly timeoutMs?: number;
}

/**
 * A fetch that bears with what real services do: "later" (obeying Retry-After), a connection that is refused or is cut in the
 * middle of the body, no answer in time. When tries or waiting run out, the last answer is returned as it is, and a
 * connection's error is thrown. Only for requests that may be repeated.
 */
export function fetchWithRetries({
  budget,
  isLater = () => false,
  maxTries = 6,
  timeoutMs = 120_000,
}: RetryingFetchOptions): (ask: Ask) => Promise<Answer> {
  return async (ask) => {
    for (let tried = 1; ; tried += 1) {
      budget.count();
      const answer = await askOnce(ask, timeoutMs).catch((error: unknown) => connectionError(error));
      const isPage = !(answer instanceof Error) && isHtml(answer);
      const isFinal = !(answer instanceof Error) && !isPage && !isLaterStatus(answer.status) && !isLater(answer);
      if (isFinal) return answer;
      const said = isPage ? 'it answered with a page of HTML' : '';
      const why = answer instanceof Error ? answer.message : said || `it answered ${answer.status}`;
      const afterMs = answer instanceof Error ? undefined : retryAfterMs((name) => answer.headers[name]);
      const hasWaited = tried < maxTries && (await budget.wait({ tried, afterMs, why }));
      if (hasWaited) continue;
      budget.hasGivenUp = true;
      if (answer instanceof Error) throw answer;
      return answer;
    }
  };
}

/** No service's own answer where data are asked for: a sign-in to the network, or a page that says that the service rests. */
function isHtml({ status, headers }: Answer): boolean {
  return status < 300 && /^text\/html\b/.test(headers['content-type'] ?? '');
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
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new Error(connectionFault(error) ?? connectionFault(cause) ?? `the connection failed${code}`);
}
