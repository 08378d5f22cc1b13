import { Readable } from 'node:stream';
import * as shared from 'nodemailer/lib/shared';
import SMTPConnection, { type Options } from 'nodemailer/lib/smtp-connection';
import { asciiAddress } from '../../lib/mailKeys.ts';
import { ProblemsError } from '../../lib/problem.ts';
import { oneLine } from '../../lib/safeText.ts';
import { codeOf, outcomeOf } from './smtpOutcome.ts';
import type { OutgoingMessage, SendOutcome, Transport } from './transport.ts';

interface Server {
  readonly options: Options;
  readonly answerMs: number;
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
  /** Takes the password, in every form it travels in, out of a text. */
  readonly redact: (text: string) => string;
}

/**
 * A server that has the whole message may think about it for long, and to hang up on it then leaves the mail's fate
 * open; for anything else it has tens of seconds (`answerTimeout`: to take an envelope).
 */
const TIMEOUTS_MS = {
  ...{ connectionTimeout: 15_000, greetingTimeout: 15_000, dnsTimeout: 15_000 },
  ...{ answerTimeout: 20_000, socketTimeout: 120_000 },
};
const QUIT_MS = 2_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Sends through the mail server of an `smtp://` or `smtps://` address. Connections are kept and used again; it is the
 * caller who bounds how many sends are under way. Nodemailer's own pool is not used: it sends a message again when the
 * connection goes, even where the server may have taken it. Throws ProblemsError for an address that is none.
 */
export function smtpTransport(url: string, timeoutsMs: Partial<typeof TIMEOUTS_MS> = {}): Transport {
  const server = serverOf(url, { ...TIMEOUTS_MS, ...timeoutsMs });
  const idle: SMTPConnection[] = [];
  const free = (): SMTPConnection | undefined => {
    const connection = idle.pop();
    return connection?.destroyed ? free() : connection;
  };
  return {
    async open() {
      try {
        idle.push(free() ?? (await connect(server)));
        return null;
      } catch (error) {
        // A server that is busy now may not be so for each of the mails.
        if (isBusy(error)) return null;
        return `The mail server cannot be used: ${detailOf(error, server)}`;
      }
    },
    async send(message) {
      let connection: SMTPConnection;
      try {
        connection = free() ?? (await connect(server));
      } catch (error) {
        return unconnected(error, server);
      }
      const outcome = await sendOver(connection, message, server);
      if (outcome.status === 'sent') idle.push(connection);
      else connection.close();
      return outcome;
    },
    async close() {
      for (const connection of idle.splice(0)) {
        connection.quit();
        // A server that does not say goodbye holds nobody up.
        setTimeout(() => connection.close(), QUIT_MS).unref();
      }
    },
  };
}

function serverOf(url: string, timeoutsMs: typeof TIMEOUTS_MS): Server {
  const isAddress = /^smtps?:\/\/[^/]/.test(url) && URL.canParse(url);
  if (!isAddress) {
    throw new ProblemsError([
      {
        file: '',
        message: 'BROADSHEET_SMTP_URL is not the address of a mail server.',
        hint: 'Write smtp://user:password@host:587 or smtps://user:password@host:465, special characters percent-encoded.',
      },
    ]);
  }
  const { answerTimeout, ...phases } = timeoutsMs;
  const { auth, ...options } = shared.parseConnectionUrl(url) as Options & { readonly auth?: Partial<Server['auth']> };
  const user = auth?.user ?? '';
  const pass = auth?.pass ?? '';
  const forms = [pass, encodeURIComponent(pass), base64(pass), base64(`\0${user}\0${pass}`)].filter(
    (form) => form !== '',
  );
  // A password never goes over an open line, except to this machine or where the address says `?ignoreTLS=true`.
  const requireTLS = pass !== '' && !options.ignoreTLS && !LOOPBACK.has(options.host ?? '');
  return {
    answerMs: answerTimeout,
    options: { ...phases, ...(requireTLS ? { requireTLS } : {}), ...options, logger: false, debug: false },
    auth: user === '' && pass === '' ? undefined : { user, pass },
    redact: (text) => forms.reduce((redacted, form) => redacted.replaceAll(form, '***'), text),
  };
}

/** A connection that is ready for mail. */
async function connect({ options, auth }: Server): Promise<SMTPConnection> {
  const connection = new SMTPConnection(options);
  // Errors reach the step that is under way (see `step`); this keeps those between steps from ending the process.
  connection.on('error', () => undefined);
  try {
    await step(connection, (done) => connection.connect(done));
    if (auth !== undefined) await step(connection, (done) => connection.login(auth, done));
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** One step of the conversation: ends with its callback, or with whatever breaks the connection first. */
function step(connection: SMTPConnection, begin: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const onEnd = (): void => onError(new Error('The server closed the connection.'));
    const onError = (error: Error): void => finish(error);
    const finish = (error?: Error | null): void => {
      connection.off('error', onError);
      connection.off('end', onEnd);
      if (error) reject(error);
      else resolve();
    };
    connection.once('error', onError);
    connection.once('end', onEnd);
    begin(finish);
  });
}

async function sendOver(connection: SMTPConnection, message: OutgoingMessage, server: Server): Promise<SendOutcome> {
  const [from, recipient] = [asciiAddress(message.from), asciiAddress(message.recipient)];
  if (!isAscii(recipient) && !takesUtf8(connection)) {
    const detail = 'The address has letters beyond ASCII before its @, and the mail server takes none (no SMTPUTF8).';
    return { status: 'rejected', detail };
  }
  let [isHandedOver, isStall] = [false, false];
  const waiting = setTimeout(() => {
    isStall = true;
    connection.close();
  }, server.answerMs);
  // Read only when the server has taken the envelope and asked for the message.
  const stream = new Readable({
    read() {
      isHandedOver = true;
      clearTimeout(waiting);
      this.push(message.bytes);
      this.push(null);
    },
  });
  try {
    const size = message.bytes.length;
    await step(connection, (done) => connection.send({ from, to: [recipient], size }, stream, done));
    return { status: 'sent' };
  } catch (error) {
    const silence = `The mail server did not answer within ${server.answerMs / 1000} s.`;
    return outcomeOf(error, { detail: isStall ? silence : detailOf(error, server), isHandedOver, isStall });
  } finally {
    clearTimeout(waiting);
  }
}

function isAscii(text: string): boolean {
  return !/[^ -~]/.test(text);
}

/** Nodemailer knows what the server announced, and goes on without it all the same. */
function takesUtf8(connection: SMTPConnection): boolean {
  const { _supportedExtensions: known = [] } = connection as { readonly _supportedExtensions?: readonly string[] };
  return known.includes('SMTPUTF8');
}

/** A server that is busy says so with a 4xx; whatever else keeps it from talking keeps it from talking to anybody. */
function unconnected(error: unknown, server: Server): SendOutcome {
  const detail = detailOf(error, server);
  if (isBusy(error)) return { status: 'deferred', detail };
  return { status: 'unreachable', detail: `The mail server cannot be used: ${detail}` };
}

function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && code < 500;
}

function detailOf(error: unknown, { redact }: Server): string {
  return oneLine(redact(error instanceof Error ? error.message : String(error)), 300);
}

function base64(text: string): string {
  return text === '' ? '' : Buffer.from(text).toString('base64');
}
