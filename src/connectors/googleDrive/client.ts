import { Readable } from 'node:stream';
import { jsonIn, valueAt } from '../shared/apiRow.ts';
import { type Answer, askOnce, NoAnswer } from '../shared/retryingFetch.ts';
import { connectionFault } from '../shared/retryPolicy.ts';

/** What was asked for was refused, and in whose words. */
export class DriveRefusal extends Error {
  readonly status: number;
  readonly headers: Answer['headers'];
  /** Drive's name of the reason: "rateLimitExceeded"; '' where it names none. */
  readonly reason: string;

  constructor(status: number, { headers, body }: Pick<Answer, 'headers' | 'body'>) {
    const said = jsonIn(body);
    const text = (path: string): string => String(valueAt(said, path) ?? '');
    // A refused sign-in names its fault otherwise than Drive does.
    super(text('error.message') || [text('error'), text('error_description')].filter(Boolean).join(': '));
    this.status = status;
    this.headers = headers;
    this.reason = text('error.errors.0.reason');
  }
}

type Query = Readonly<Record<string, string | number | boolean>>;

/** Drive's API v3, asked with one token, which is had at the first question. */
export class DriveClient {
  private readonly root: string;
  private readonly signIn: (signal: AbortSignal) => Promise<string>;
  private token: string | undefined;

  constructor(root: string, signIn: (signal: AbortSignal) => Promise<string>) {
    this.root = root;
    this.signIn = signIn;
  }

  /** An answer in JSON. */
  async get(path: string, query: Query, signal: AbortSignal): Promise<unknown> {
    const answer = await askOnce(
      { url: this.address(path, query), method: 'GET', headers: await this.headers(signal) },
      signal,
    );
    if (answer.status >= 300) throw new DriveRefusal(answer.status, answer);
    const body = jsonIn(answer.body);
    // A page of files that is not whole would look like one without any.
    if (body === undefined) throw new NoAnswer('the answer was not whole');
    return body;
  }

  /** The body of an answer, however large. */
  async read(path: string, query: Query, signal: AbortSignal): Promise<Readable> {
    const headers = await this.headers(signal);
    const response = await fetch(this.address(path, query), { headers, redirect: 'manual', signal }).catch(unanswered);
    if (response.status >= 300) {
      const answer = { headers: Object.fromEntries(response.headers), body: await response.text().catch(unanswered) };
      throw new DriveRefusal(response.status, answer);
    }
    return response.body === null ? Readable.from([]) : Readable.fromWeb(response.body);
  }

  private address(path: string, query: Query): string {
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) params.set(name, String(value));
    return `${this.root}/drive/v3/files${path}?${params}`;
  }

  private async headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    this.token ??= await this.signIn(signal);
    return { authorization: `Bearer ${this.token}` };
  }
}

/** What happened to a connection, without the request: its headers hold the token. */
function unanswered(error: unknown): never {
  const cause = error instanceof Error ? error.cause : undefined;
  throw new NoAnswer(connectionFault(error) ?? connectionFault(cause) ?? 'the connection failed');
}
