import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProblemsError } from '../../lib/problem.ts';
import type { Instant, Place, Source } from '../../types.ts';
import { isSafeAddress } from '../shared/apiAddress.ts';
import type { CallBudget } from '../shared/callBudget.ts';
import { connectionFault, withRetries } from '../shared/retryPolicy.ts';
import { hintOfStatus } from '../shared/whatToDo.ts';

const MOST_REDIRECTS = 5;

/** What is asked of the remote system, and how. */
export interface HttpSession {
  readonly source: Source;
  readonly budget: CallBudget;
  readonly now: Instant;
  /** The header that holds the secret, for addresses of that origin alone; absent where there is none. */
  readonly secretHeader?: { readonly name: string; readonly value: string };
  /** The connection's own address; absent where each table names its own. */
  readonly base?: string;
}

export interface HttpAsk {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly place: Place;
  /** Where the secret may go. */
  readonly origin: string;
  /** The file that the body is written to; none where only the status is wanted. */
  readonly path?: string;
}

export interface HttpAnswer {
  /** 200 to 299, or 304. */
  readonly status: number;
  readonly headers: Headers;
}

class StatusError extends Error {
  readonly status: number;
  readonly headers: Headers;
  constructor({ status, headers }: Response) {
    super(`it answered ${status}`);
    this.status = status;
    this.headers = headers;
  }
}

/** Downloads to disk, so that an answer may be larger than memory, and as a whole: one that is cut is begun anew. */
export async function download(session: HttpSession, ask: HttpAsk): Promise<HttpAnswer> {
  try {
    return await withRetries((signal) => downloadOnce(session, ask, signal), { budget: session.budget });
  } catch (error) {
    if (error instanceof ProblemsError) throw error;
    const why = error instanceof StatusError ? error.message : connectionProblem(error);
    if (why === undefined) throw error;
    const message = `${session.source.name} did not give what was asked for: ${why}.`;
    const hint = error instanceof StatusError ? hintOfStatus(error.status, session.source.kind) : {};
    throw new ProblemsError([{ ...ask.place, message, ...hint }]);
  }
}

async function downloadOnce(session: HttpSession, ask: HttpAsk, signal: AbortSignal): Promise<HttpAnswer> {
  let url = ask.url;
  for (let redirects = 0; ; redirects += 1) {
    if (!isSafeAddress(url)) throw refused(ask.place, 'An address does not begin with https://.');
    const { secretHeader } = session;
    const secret =
      secretHeader === undefined || url.origin !== ask.origin ? {} : { [secretHeader.name]: secretHeader.value };
    const response = await fetch(url, { headers: { ...ask.headers, ...secret }, redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status >= 301 && response.status <= 308 && response.status !== 304 && location !== null) {
      await response.body?.cancel();
      const next = URL.parse(location, url.href);
      if (next === null || redirects >= MOST_REDIRECTS) throw refused(ask.place, 'Redirects come to no end.');
      url = next;
      continue;
    }
    if (!response.ok && response.status !== 304) {
      await response.body?.cancel();
      throw new StatusError(response);
    }
    if (ask.path === undefined) await response.body?.cancel();
    else
      await pipeline(
        response.body === null ? Readable.from([]) : Readable.fromWeb(response.body),
        createWriteStream(ask.path),
      );
    return response;
  }
}

/** What became of the connection; undefined where the error is of another kind. Never its text: that may hold the address. */
function connectionProblem(error: unknown): string | undefined {
  const known = connectionFault(error) ?? (error instanceof Error ? connectionFault(error.cause) : undefined);
  return (
    known ?? (error instanceof TypeError && error.message === 'fetch failed' ? 'the connection failed' : undefined)
  );
}

export function refused(place: Place, message: string): ProblemsError {
  return new ProblemsError([{ ...place, message }]);
}
