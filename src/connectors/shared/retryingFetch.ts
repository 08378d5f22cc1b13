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

/** No answer has to be larger than this in memory: of more, services give pages. */
const MOST_BYTES = 256 * 1024 * 1024;

interface RetryingFetchOptions {
  readonly budget: CallBudget;
  /** Whether an answer says "later", where its status does not. */
  readonly isLater?: (answer: Answer) => boolean;
  readonly maxTries?: number;
  readonly timeoutMs?: number;
}

/**
 * A fetch that bears with what real services do: "later" (obeying Retry-After), a connection that is refused or is cut in the
 * middle of the body, no answer in time. Redirects are not followed: they are answers. When tries or waiting run out, the
 * last answer is returned as it is, and a NoAnswer is thrown. Only for requests that may be repeated.
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
      const answer = await askOnce(ask, AbortSignal.timeout(timeoutMs)).catch(asNoAnswer);
      const isPage = !(answer instanceof NoAnswer) && isHtml(answer);
      const isFinal = !(answer instanceof NoAnswer) && !isPage && !isLaterStatus(answer.status) && !isLater(answer);
      if (isFinal) return answer;
      const said = isPage ? 'it answered with a page of HTML' : '';
      const why = answer instanceof NoAnswer ? answer.message : said || `it answered ${answer.status}`;
      const afterMs = answer instanceof NoAnswer ? undefined : retryAfterMs((name) => answer.headers[name]);
      const hasWaited = tried < maxTries && (await budget.wait({ tried, afterMs, why }));
      if (hasWaited) continue;
      budget.hasGivenUp = true;
      if (answer instanceof NoAnswer) throw answer;
      return answer;
    }
  };
}

/** No service's own answer where data are asked for: a sign-in to the network, or a page that says that the service rests. */
function isHtml({ status, headers }: Answer): boolean {
  return status < 300 && /^text\/html\b/.test(headers['content-type'] ?? '');
}

/** What happened to a connection, without the request: its headers hold the token. */
export class NoAnswer extends Error {}

/**
 * Asks once. Throws a NoAnswer where the connection fails, is cut in the body, or is silent until the signal; a RangeError
 * where the answer is larger than 256 MB.
 */
export async function askOnce({ url, method, headers, body }: Ask, signal: AbortSignal): Promise<Answer> {
  const asked = { method, ...(headers && { headers }), ...(body !== undefined && { body }), signal };
  try {
    const response = await fetch(url, { ...asked, redirect: 'manual' });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await textOf(response) };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new NoAnswer(connectionFault(error) ?? connectionFault(cause) ?? `the connection failed${code}`);
  }
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new RangeError('The answer is larger than 256 MB.');
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function asNoAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  throw error;
}
