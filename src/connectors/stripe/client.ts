import type { IncomingMessage } from 'node:http';
import Stripe from 'stripe';
import { parseExactly } from '../shared/exactJson.ts';

/** Stripe's own client over HTTP, but that numbers of many digits come as they are. */
export function exactStripeClient(): Stripe.HttpClient {
  const client = Stripe.createNodeHttpClient();
  const makeRequest = client.makeRequest.bind(client);
  client.makeRequest = async (...request: Parameters<typeof makeRequest>) => {
    const response = await makeRequest(...request);
    const toJSON = response.toJSON.bind(response);
    response.toJSON = async () => {
      const read = textOf(response.getRawResponse() as IncomingMessage);
      // What is no JSON, and a connection that is cut, is told in the client's own way.
      await toJSON();
      return parseExactly(read());
    };
    return response;
  };
  return client;
}

/** Listens to a body that somebody else reads. */
function textOf(body: IncomingMessage): () => string {
  const pieces: string[] = [];
  body.setEncoding('utf8');
  body.on('data', (piece: string) => pieces.push(piece));
  return () => pieces.join('');
}
