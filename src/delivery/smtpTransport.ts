import { Readable } from 'node:stream';
import * as shared from 'nodemailer/lib/shared';
import SMTPConnection, { type Options, type SMTPError } from 'nodemailer/lib/smtp-connection';
import { ProblemsError } from '../lib/problem.ts';
import { oneLine } from './safeText.ts';
import type { OutgoingMessage, SendOutcome, Transport } from './transport.ts';

interface Server {
  readonly options: Options;
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
  /** Takes the password, in every form it travels in, out of a text. */
  readonly redact: (text: string) => string;
}

const TIMEOUTS_MS = { connectionTimeout: 30_000, greetingTimeout: 30_000, socketTimeout: 120_000 };
/** Nodemailer's codes for a connection that went before the message did. */
const BROKEN_LINE = new Set(['ECONNECTION', 'ESOCKET', 'ETIMEDOUT']);
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
    needsLedger: true,
    async open() {
      try {
        idle.push(free() ?? (await connect(server)));
        return null;
      } catch (error) {
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
      for (const connection of idle.splice(0)) connection.quit();
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
  const { auth, ...options } = shared.parseConnectionUrl(url) as Options & { readonly auth?: Partial<Server['auth']> };
  const user = auth?.user ?? '';
  const pass = auth?.pass ?? '';
  const forms = [pass, encodeURIComponent(pass), base64(pass), base64(`\0${user}\0${pass}`)].filter(
    (form) => form !== '',
  );
  // A password never goes over an open line, except to this machine or where the address says `?ignoreTLS=true`.
  const requireTLS = pass !== '' && !options.ignoreTLS && !LOOPBACK.has(options.host ?? '');
  return {
    options: { ...timeoutsMs, ...(requireTLS ? { requireTLS } : {}), ...options, logger: false, debug: false },
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
  const { from, recipient, bytes } = message;
  let isHandedOver = false;
  // Read only when the server has taken the envelope and asked for the message.
  const stream = new Readable({
    read() {
      isHandedOver = true;
      this.push(bytes);
      this.push(null);
    },
  });
  try {
    await step(connection, (done) => connection.send({ from, to: [recipient], size: bytes.length }, stream, done));
    return { status: 'sent' };
  } catch (error) {
    const detail = detailOf(error, server);
    const code = codeOf(error);
    if (code !== undefined) return { status: 'refused', isTemporary: code < 500, detail };
    if (isHandedOver) {
      return { status: 'ambiguous', detail: `The connection was lost while the server had the message: ${detail}` };
    }
    return { status: 'refused', isTemporary: BROKEN_LINE.has((error as SMTPError).code ?? ''), detail };
  }
}

/** A server that is busy says so with a 4xx; whatever else keeps it from talking keeps it from talking to anybody. */
function unconnected(error: unknown, server: Server): SendOutcome {
  const code = codeOf(error);
  const detail = detailOf(error, server);
  if (code !== undefined && code < 500) return { status: 'refused', isTemporary: true, detail };
  return { status: 'unreachable', detail: `The mail server cannot be used: ${detail}` };
}

function codeOf(error: unknown): number | undefined {
  const code = (error as SMTPError).responseCode;
  return typeof code === 'number' && code >= 400 ? code : undefined;
}

function detailOf(error: unknown, { redact }: Server): string {
  return oneLine(redact(error instanceof Error ? error.message : String(error)), 300);
}

function base64(text: string): string {
  return text === '' ? '' : Buffer.from(text).toString('base64');
}
