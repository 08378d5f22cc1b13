import { PassThrough } from 'node:stream';
import { Transport } from 'jsforce/lib/transport.js';
import { StreamPromise } from 'jsforce/lib/util/promise.js';
import type { Answer, Ask } from './patientFetch.ts';

/**
 * jsforce's requests through a fetch of ours. Its own transport ends the process when a connection is cut in the middle of a
 * body (an error event that nobody hears), and does not obey Retry-After.
 */
export function salesforceTransport(ask: (ask: Ask) => Promise<Answer>): Transport {
  return new AskingTransport(ask);
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
    }).then((given) => ({ statusCode: given.status, headers: { ...given.headers }, body: given.body }));
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise: answer }));
  }
}
