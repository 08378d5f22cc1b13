/** A real mail server on loopback, which keeps what it takes and fails as it is told. */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll } from 'vitest';

export interface ReceivedMail {
  readonly to: string;
  readonly messageId: string;
  readonly text: string;
}

export interface PostOffice {
  readonly url: string;
  readonly mails: ReceivedMail[];
  /** Recipients that were named, whether or not a mail followed. */
  readonly asked: string[];
  close(): Promise<void>;
}

const open: PostOffice[] = [];
afterAll(async () => {
  for (const office of open.splice(0)) await office.close();
});

/** `slowMs`: how long it keeps a message before it says that it has it. */
export async function openPostOffice(
  options: SMTPServerOptions & { readonly slowMs?: number } = {},
): Promise<PostOffice> {
  const { slowMs = 0, onRcptTo, ...rest } = options;
  const mails: ReceivedMail[] = [];
  const asked: string[] = [];
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], disableReverseLookup: true, logger: false },
    onRcptTo(address, session, done) {
      asked.push(address.address);
      if (onRcptTo === undefined) done();
      else onRcptTo.call(server, address, session, done);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const messageId = /^message-id:\s*(\S+)/im.exec(text)?.[1] ?? '';
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), messageId, text });
        setTimeout(done, slowMs);
      });
    },
    ...rest,
  });
  server.on('error', () => undefined);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const close = (): Promise<void> => new Promise((done) => server.close(() => done()));
  const office = { url, mails, asked, close };
  open.push(office);
  return office;
}
