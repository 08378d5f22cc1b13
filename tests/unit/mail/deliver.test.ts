import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { composeMail } from '../../../src/mail/compose/composeMail.ts';
import { messageIdOf } from '../../../src/mail/compose/messageBytes.ts';
import { type Ledger, openLedger } from '../../../src/mail/ledger/ledger.ts';
import { deliver } from '../../../src/mail/send/deliver.ts';
import type { DeliverRequest, EditionMailing } from '../../../src/mail/send/deliveryRun.ts';
import { fileTransport } from '../../../src/mail/send/fileTransport.ts';
import { smtpTransport } from '../../../src/mail/send/smtpTransport.ts';
import type { Transport } from '../../../src/mail/send/transport.ts';
import type { DeliveryRecord } from '../../../src/types.ts';
import { brand, request, snapshot } from './sampleMail.ts';

interface Received {
  readonly to: string;
  readonly text: string;
}

let folder: string;
let ledger: Ledger;
let warnings: string[];
let pauses: number[];
let received: Received[];
const servers: SMTPServer[] = [];
const transports: Transport[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deliver-'));
  ledger = await openLedger(join(folder, 'deliveries.jsonl'));
  [warnings, pauses, received] = [[], [], []];
});
afterEach(async () => {
  await Promise.all(transports.splice(0).map((transport) => transport.close()));
  await Promise.all(servers.splice(0).map((server) => new Promise<void>((done) => server.close(() => done()))));
  await ledger.close();
  await rm(folder, { recursive: true, force: true });
});

/** A mail server that keeps what it gets; returns its address. */
async function startServer(options: SMTPServerOptions = {}): Promise<string> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join(',');
        received.push({ to, text: Buffer.concat(chunks).toString() });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

function refusing(code: number, times: number, who = 'two@north.example'): SMTPServerOptions {
  let left = times;
  return {
    onRcptTo({ address }, _session, done) {
      if (address !== who || left === 0) return done();
      left -= 1;
      done(Object.assign(new Error('Not now, or not ever'), { responseCode: code }));
    },
  };
}

function mailing(
  recipients: readonly string[],
  period = '2026-W47',
): EditionMailing & { readonly composed: () => number } {
  let composed = 0;
  const edition = { ...snapshot.edition, id: `north/readers/weekly-reading/${period}`, periodName: period };
  const compose = (): ReturnType<typeof composeMail> => {
    composed += 1;
    return composeMail({ ...request, snapshot: { ...snapshot, edition } });
  };
  return { edition, brand, recipients, compose, composed: () => composed };
}

const three = ['one@north.example', 'two@north.example', 'three@north.example'];

async function send(
  url: string | Transport,
  mailings: readonly EditionMailing[],
  rest: Partial<DeliverRequest> = {},
): Promise<readonly DeliveryRecord[]> {
  const transport = typeof url === 'string' ? smtpTransport(url) : url;
  transports.push(transport);
  const log = { info: () => {}, progress: () => {}, warn: (message: string) => void warnings.push(message) };
  const sleep = async (ms: number): Promise<void> => void pauses.push(ms);
  return deliver({ mailings, transport, ledger, effects: { now: '2026-11-23T06:10:00Z', log }, sleep, ...rest });
}

const statuses = (records: readonly DeliveryRecord[]): Record<string, string> =>
  Object.fromEntries(records.map(({ recipient, status }) => [recipient.split('@')[0], status]));

async function ledgerStatuses(): Promise<readonly string[]> {
  const lines = (await readFile(ledger.path, 'utf8')).trim().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line).status);
}

describe('Over SMTP', () => {
  test('everybody gets a message of their own, once, and a second run sends nothing and composes nothing', async () => {
    const url = await startServer();
    const first = mailing([...three, 'ONE@north.example']);
    expect(statuses(await send(url, [first]))).toEqual({ ONE: 'sent', two: 'sent', three: 'sent' });
    const second = mailing(three);
    expect(statuses(await send(url, [second]))).toEqual({ one: 'already', two: 'already', three: 'already' });
    expect(received.map(({ to }) => to).sort()).toEqual([
      'ONE@north.example',
      'three@north.example',
      'two@north.example',
    ]);
    expect([first.composed(), second.composed()]).toEqual([1, 0]);
    for (const { to, text } of received) {
      const others = three.filter((address) => address !== to.toLowerCase());
      for (const other of others) expect(text).not.toContain(other);
    }
  });

  test('the message that arrives is the one that was composed, under its stable id', async () => {
    const url = await startServer();
    const [record] = await send(url, [mailing(['one@north.example'])]);
    const parsed = await simpleParser(received[0]?.text ?? '');
    expect(parsed.messageId).toBe(record?.messageId);
    expect(parsed.messageId).toBe(messageIdOf({ edition: snapshot.edition, recipient: 'one@north.example', brand }));
    expect(parsed.subject).toContain('Weekly reading: Visits rose');
    expect(parsed.attachments.map(({ contentType }) => contentType)).toEqual(['image/png', 'application/pdf']);
  });

  test('a refusal for the time being is tried again, with longer pauses', async () => {
    const records = await send(await startServer(refusing(451, 2)), [mailing(three)]);
    expect(statuses(records)).toEqual({ one: 'sent', two: 'sent', three: 'sent' });
    expect(pauses).toEqual([1_000, 5_000]);
  });

  test('after three tries it is that recipient’s failure alone, and the next run tries again', async () => {
    const url = await startServer(refusing(451, 3));
    const records = await send(url, [mailing(three)]);
    expect(statuses(records)).toEqual({ one: 'sent', two: 'failed', three: 'sent' });
    expect(records.find(({ status }) => status === 'failed')?.detail).toContain('451 Not now, or not ever');
    expect(statuses(await send(url, [mailing(three)]))).toEqual({ one: 'already', two: 'sent', three: 'already' });
  });

  test('a refusal for good is not tried again', async () => {
    const records = await send(await startServer(refusing(550, 99)), [mailing(three)]);
    expect(statuses(records)).toEqual({ one: 'sent', two: 'refused', three: 'sent' });
    expect(pauses).toEqual([]);
    expect(statuses(await send(await startServer(refusing(550, 99)), [mailing(three)]))).toMatchObject({
      two: 'refused',
    });
  });

  test('a connection cut before the message is tried again; the message arrives once', async () => {
    let cuts = 1;
    const url = await startServer({
      onMailFrom(_address, session, done) {
        cuts -= 1;
        if (cuts < 0) return done();
        cutOff(session.id);
      },
    });
    expect(statuses(await send(url, [mailing(['one@north.example'])]))).toEqual({ one: 'sent' });
    expect(received).toHaveLength(1);
  });

  test('a connection cut after the message is ambiguous: not repeated then, nor by the next run', async () => {
    const url = await startServer({
      onData(stream, session) {
        stream.on('end', () => {
          received.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), text: '' });
          cutOff(session.id);
        });
        stream.resume();
      },
    });
    const records = await send(url, [mailing(['one@north.example'])]);
    expect(statuses(records)).toEqual({ one: 'ambiguous' });
    expect(await ledgerStatuses()).toEqual(['sending', 'ambiguous']);
    const [again] = await send(url, [mailing(['one@north.example'])]);
    expect(again).toMatchObject({
      status: 'ambiguous',
      isTold: true,
      detail: expect.stringContaining('An earlier run may have sent'),
    });
    expect(warnings.at(-1)).toContain(`broadsheet deliver --settle ${snapshot.edition.id}`);
    expect(received).toHaveLength(1);
    expect(warnings).toHaveLength(2);
  });

  test('a run that was killed while sending leaves its mail ambiguous, and only that one', async () => {
    const id = messageIdOf({ edition: snapshot.edition, recipient: 'two@north.example', brand });
    await ledger.write({ at: '2026-11-23T06:00:00Z', messageId: id, edition: snapshot.edition.id, status: 'sending' });
    expect(statuses(await send(await startServer(), [mailing(three)]))).toEqual({
      one: 'sent',
      two: 'ambiguous',
      three: 'sent',
    });
    expect(received).toHaveLength(2);
  });

  test('a server that cannot be reached fails all with one warning and no trace, and the next run sends', async () => {
    const url = await startServer();
    await new Promise<void>((done) => servers.splice(0)[0]?.close(() => done()));
    const records = await send(url, [mailing(three), mailing(three, '2026-W48')]);
    expect(records.map(({ status }) => status)).toEqual(Array(6).fill('failed'));
    expect(warnings).toEqual([
      expect.stringMatching(/^The mail server cannot be used: .*ECONNREFUSED.* waits for the next run\.$/),
    ]);
    expect(await ledgerStatuses()).toEqual([]);
    expect(statuses(await send(await startServer(), [mailing(three)]))).toEqual({
      one: 'sent',
      two: 'sent',
      three: 'sent',
    });
  });

  test('a server that goes away in the middle fails the rest with one warning', async () => {
    const url = await startServer({
      onRcptTo(_address, session, done) {
        if (received.length < 1) return done();
        for (const server of servers) server.close();
        cutOff(session.id);
      },
    });
    const records = await send(url, [mailing(three)], { lanes: 1 });
    expect(statuses(records)).toEqual({ one: 'sent', two: 'failed', three: 'failed' });
    expect(warnings).toHaveLength(1);
    expect(await ledgerStatuses()).toEqual(['sending', 'sent', 'sending', 'failed', 'sending', 'failed']);
  });

  test('a mail that cannot be composed is its edition’s failure alone', async () => {
    const broken = { ...mailing(three, '2026-W46'), compose: () => Promise.reject(new Error('no PDF')) };
    const records = await send(await startServer(), [broken, mailing(['one@north.example'])]);
    expect(records.map(({ status, detail }) => [status, detail])).toEqual([
      ...Array(3).fill(['failed', 'no PDF']),
      ['sent', undefined],
    ]);
  });

  test('connections are kept and used again', async () => {
    let connections = 0;
    const url = await startServer({
      onConnect(_session, done) {
        connections += 1;
        done();
      },
    });
    const many = Array.from({ length: 12 }, (_, index) => `reader-${index}@north.example`);
    await send(url, [mailing(many)], { lanes: 2 });
    expect(received).toHaveLength(12);
    expect(connections).toBeLessThanOrEqual(2);
  });

  test('a password is used, and never told', async () => {
    const secret = 'p@ss/wörd';
    let seen = '';
    const options: SMTPServerOptions = {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ password, username }, _session, done) {
        seen = password ?? '';
        if (username === 'right') return done(null, { user: username });
        done(
          Object.assign(new Error(`Wrong: ${seen} ${Buffer.from(seen).toString('base64')}`), {
            responseCode: 535,
          }),
        );
      },
    };
    const url = (await startServer(options)).replace('smtp://', `smtp://right:${encodeURIComponent(secret)}@`);
    expect(statuses(await send(url, [mailing(['one@north.example'])]))).toEqual({ one: 'sent' });
    expect(seen).toBe(secret);
    const records = await send(url.replace('right', 'wrong'), [mailing(three)]);
    const told = JSON.stringify([records, warnings, await readFile(ledger.path, 'utf8')]);
    expect(told).toContain('Wrong: *** ***');
    expect(told).not.toContain(secret);
    expect(told).not.toContain(Buffer.from(secret).toString('base64'));
    expect(told).not.toContain(encodeURIComponent(secret));
  });

  test('an address that is none is refused without showing it', () => {
    for (const url of ['smtp//user:hunter2@mail', 'https://user:hunter2@mail', 'smtp://user:hunter2@:x']) {
      expect(() => smtpTransport(url)).toThrow(
        /^BROADSHEET_SMTP_URL is not the address of a mail server\. {2}Write smtp:/,
      );
      expect(() => smtpTransport(url)).not.toThrow(/hunter2/);
    }
  });
});

describe('As files', () => {
  test('each message is an .eml of its own, the same bytes in the next run, and nothing is noted as sent', async () => {
    const transport = fileTransport(join(folder, 'mail'));
    const readers = ['one@north.example', 'Odd+Name@north.example', 'odd name@north.example'];
    const records = await send(transport, [mailing(readers)], { ledger: undefined });
    expect(records.map(({ status }) => status)).toEqual(['written', 'written', 'written']);
    const path = join(folder, 'mail/north/readers/weekly-reading-2026-W47-one@north.example.eml');
    expect((await simpleParser(await readFile(path))).to).toMatchObject({ text: 'one@north.example' });
    expect(new Set(records.map(({ detail }) => detail)).size).toBe(3);
    const again = await send(transport, [mailing(readers)], { ledger: undefined });
    expect(again.map(({ status }) => status)).toEqual(['already', 'already', 'already']);
    expect(await ledgerStatuses()).toEqual([]);
  });
});

/** Cuts a session's connection as a crash would. */
function cutOff(sessionId: string): void {
  for (const server of servers) {
    for (const connection of server.connections as Set<{
      readonly id: string;
      readonly _socket: { destroy(): void };
    }>) {
      if (connection.id === sessionId) connection._socket.destroy();
    }
  }
}
