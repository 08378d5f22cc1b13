/** A wire between a client and a server on this machine that counts what comes over it, and can be cut in the middle. */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export interface Wire {
  readonly port: number;
  /** Bytes that the server has sent so far. */
  readonly passed: () => number;
  /** Of what comes from now on only so many bytes pass; then `then` is called, and nothing passes any more. */
  readonly cutAfter: (bytes: number, then: () => void) => void;
  /** All passes again. */
  readonly mend: () => void;
  readonly close: () => Promise<void>;
}

export async function startWire(port: number, host = '127.0.0.1'): Promise<Wire> {
  let [passed, left, then] = [0, Number.POSITIVE_INFINITY, () => {}];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const far = connect(port, host);
    for (const socket of [client, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(far);
    client.on('close', () => far.destroy());
    far.on('end', () => client.end());
    far.on('data', (bytes: Buffer) => {
      passed += bytes.length;
      client.write(bytes.subarray(0, Math.min(bytes.length, left)));
      const isCut = left < bytes.length;
      left = Math.max(0, left - bytes.length);
      if (isCut) then();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    passed: () => passed,
    cutAfter(bytes, call) {
      [left, then] = [bytes, call];
    },
    mend() {
      [left, then] = [Number.POSITIVE_INFINITY, () => {}];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
