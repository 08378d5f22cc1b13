/** What mail servers answer, and what becomes of the mail: over real connections. */
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { smtpTransport } from '../../../src/mail/send/smtpTransport.ts';
import type { OutgoingMessage, Transport } from '../../../src/mail/send/transport.ts';
import { snapshot } from './sampleMail.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();
const transports: Transport[] = [];
afterEach(async () => {
  for (const transport of transports.splice(0)) await transport.close();
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) await new Promise<void>((done) => server.close(() => done()));
});

interface Script {
  readonly greeting?: string;
  readonly ehlo?: readonly string[];
  /** The answer to a command by its first word, or to the message's end ("."); undefined says nothing at all. */
  readonly answer?: (word: string, line: string) => string | undefined;
}

/** A server that speaks SMTP as a script says; what it is told, line by line. */
async function startServer({ greeting = '220 ready', ehlo = [], answer = () => '250 ok' }: Script) {
  const lines: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let [rest, isData] = ['', false];
    socket.write(`${greeting}\r\n`);
    socket.on('data', (chunk) => {
      rest += chunk.toString();
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (isData && line !== '.') continue;
        const word = line === '.' ? '.' : (line.split(' ')[0] ?? '').toUpperCase();
        lines.push(line);
        isData = false;
        if (word === 'EHLO')
          socket.write(['250-here', ...ehlo.map((one) => `250-${one}`), '250 HELP', ''].join('\r\n'));
        else {
          const said = answer(word, line);
          if (said !== undefined) socket.write(`${word === 'DATA' && said.startsWith('250') ? '354 go on' : said}\r\n`);
          isData = word === 'DATA' && (said?.startsWith('250') ?? false);
        }
      }
    });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It has no port.');
  return { url: `smtp://127.0.0.1:${address.port}`, lines };
}

async function send(script: Script, rest: Partial<OutgoingMessage> = {}, timeouts = {}) {
  const { url, lines } = await startServer(script);
  const transport = smtpTransport(url, timeouts);
  transports.push(transport);
  const message = {
    ...{ edition: snapshot.edition, messageId: '<1@north.example>', from: 'reports@north.example' },
    ...{ recipient: 'ann@north.example', bytes: Buffer.from('Subject: x\r\n\r\nHello\r\n'), ...rest },
  };
  return { outcome: await transport.send(message), lines, transport };
}

const saying = (word: string, said: string | undefined): Script => ({
  answer: (asked) => (asked === word ? said : '250 ok'),
});

describe('Addresses', () => {
  test('a domain beyond ASCII travels as punycode, of the sender too', async () => {
    const { outcome, lines } = await send({}, { from: 'hallo@münchen.example', recipient: 'ann@bücher.example' });
    expect(outcome).toEqual({ status: 'sent' });
    expect(lines).toContain('MAIL FROM:<hallo@xn--mnchen-3ya.example>');
    expect(lines).toContain('RCPT TO:<ann@xn--bcher-kva.example>');
  });

  test('a local part beyond ASCII needs a server that takes it, and nothing is tried with another', async () => {
    const recipient = 'jürgen@north.example';
    const without = await send({}, { recipient });
    expect(without.outcome).toMatchObject({ status: 'rejected', detail: expect.stringContaining('no SMTPUTF8') });
    expect(without.lines.some((line) => line.startsWith('MAIL'))).toBe(false);
    const taken = await send({ ehlo: ['SMTPUTF8', '8BITMIME'] }, { recipient });
    expect(taken.outcome).toEqual({ status: 'sent' });
    expect(taken.lines).toContain('MAIL FROM:<reports@north.example> SMTPUTF8');
  });
});

describe('Sizes', () => {
  test('a size that the server announced is too large before anything is sent', async () => {
    const { outcome, lines } = await send({ ehlo: ['SIZE 10'] });
    expect(outcome).toMatchObject({ status: 'too large' });
    expect(lines.some((line) => line.startsWith('MAIL'))).toBe(false);
  });

  test.each([
    ['MAIL', '552 5.3.4 too big'],
    ['.', '552 5.3.4 Message size exceeds fixed limit'],
    ['.', '554 5.2.3 message length exceeds administrative limit'],
    ['.', '552 no room for this'],
  ])('%s answered by "%s" is a size', async (word, said) => {
    expect((await send(saying(word, said))).outcome).toMatchObject({ status: 'too large' });
  });

  test('a full mailbox is none', async () => {
    expect((await send(saying('.', '552 5.2.2 mailbox full'))).outcome).toMatchObject({ status: 'rejected' });
  });
});

describe('Refusals', () => {
  test.each([
    ['RCPT', '550 5.1.1 no such user', 'rejected'],
    ['RCPT', '550 no such user', 'rejected'],
    ['.', '554 5.6.0 we do not like it', 'rejected'],
    ['RCPT', '554 5.7.1 relay access denied', 'failed'],
    ['RCPT', '530 authentication required', 'failed'],
    ['MAIL', '550 5.1.8 sender unknown', 'failed'],
    ['RCPT', '451 4.7.1 greylisted', 'deferred'],
    ['DATA', '421 going down', 'deferred'],
  ])('%s answered by "%s" is %s', async (word, said, status) => {
    expect((await send(saying(word, said))).outcome).toMatchObject({ status, detail: expect.stringContaining(said) });
  });

  test('a greeting of 4xx is one mail’s bad luck, and one of 5xx everybody’s', async () => {
    const busy = await send({ greeting: '421 too many connections' });
    expect(busy.outcome).toMatchObject({ status: 'deferred' });
    expect(await busy.transport.open()).toBeNull();
    const closed = await send({ greeting: '554 no service' });
    expect(closed.outcome).toMatchObject({ status: 'unreachable' });
    expect(await closed.transport.open()).toContain('554 no service');
  });
});

describe('Silence', () => {
  test.each(['MAIL', 'RCPT', 'DATA'])('at %s is over when the time for an answer is', async (word) => {
    const start = performance.now();
    const { outcome } = await send(saying(word, undefined), {}, { answerTimeout: 200 });
    expect(outcome).toMatchObject({
      status: 'deferred',
      isStall: true,
      detail: expect.stringContaining('within 0.2 s'),
    });
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  test('after the message leaves its fate open', async () => {
    const { outcome } = await send(saying('.', undefined), {}, { answerTimeout: 200, socketTimeout: 400 });
    expect(outcome).toMatchObject({ status: 'ambiguous' });
  });
});
