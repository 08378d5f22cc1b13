import { PassThrough } from 'node:stream';
import { Transport } from 'jsforce/lib/transport.js';
import { StreamPromise } from 'jsforce/lib/util/promise.js';
import { withRoundedAsText } from '../shared/exactJson.ts';
import type { Answer, Ask } from '../shared/retryingFetch.ts';

/**
 * jsforce's requests through a fetch of ours. Its own transport ends the process when a connection is cut in the middle of a
 * body (an error event that nobody hears), and does not obey Retry-After.
 */
export function salesforceTransport(ask: (ask: Ask) => Promise<Answer>): Transport {
  return new AskingTransport(ask);
}

/** jsforce parses by itself, and would round numbers of many digits: it is given these as texts. */
function exactly(body: string): string {
  try {
    return withRoundedAsText(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return body;
  }
}

class AskingTransport extends Transport {
  private readonly ask: (ask: Ask) => Promise<Answer>;

  constructor(ask: (ask: Ask) => Promise<Answer>) {
    super();
    this.ask = ask;
  }

  override httpRequest({ url, method, headers, body }: Parameters<Transport['httpRequest']>[0]) {
    const answer = this.ask({
      url,
      method,
      ...(headers && { headers }),
      ...(typeof body === 'string' && { body }),
    }).then(({ status, headers, body }) => ({ statusCode: status, headers: { ...headers }, body: exactly(body) }));
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise: answer }));
  }
}
