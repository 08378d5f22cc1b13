import type { SMTPError } from 'nodemailer/lib/smtp-connection';
import type { SendOutcome } from './transport.ts';

/** Nodemailer's codes for a connection that went before the message did. */
const BROKEN_LINE = new Set(['ECONNECTION', 'ESOCKET', 'ETIMEDOUT']);
/** Answers about who we are and not about the recipient: signing in, policy, the conversation itself (RFC 3463, RFC 4954). */
const ABOUT_US = /^(?:50\d|521|530|534|535|538)\b|\b5\.(?:7|5)\.\d+\b/;
/** RFC 3463: 5.2.3 and 5.3.4 are sizes; 5.2.2 is a full mailbox, which a smaller mail may not fit either. */
const SIZE = /\b5\.(?:2\.3|3\.4)\b/;
const ENHANCED = /\b5\.\d+\.\d+\b/;

/** The server's answer of 4xx or 5xx, where there is one. */
export function codeOf(error: unknown): number | undefined {
  const code = (error as SMTPError).responseCode;
  return typeof code === 'number' && code >= 400 ? code : undefined;
}

/** What an error in the middle of a message means for it. */
export function outcomeOf(
  error: unknown,
  {
    detail,
    isHandedOver,
    isStall,
  }: { readonly detail: string; readonly isHandedOver: boolean; readonly isStall: boolean },
): SendOutcome {
  const code = codeOf(error);
  const { code: kind = '', command = '', response = '' } = error as SMTPError;
  if (code === undefined) {
    if (isHandedOver) {
      const told = `The connection was lost while the server had the message: ${detail}`;
      return { status: 'ambiguous', detail: told, ...(kind === 'ETIMEDOUT' ? { isStall: true } : {}) };
    }
    // The server announced how much it takes, and nothing was sent.
    if (kind === 'EMESSAGE') return { status: 'too large', detail };
    if (isStall || kind === 'ETIMEDOUT') return { status: 'deferred', detail, isStall: true };
    return { status: BROKEN_LINE.has(kind) || kind === '' ? 'deferred' : 'failed', detail };
  }
  if (code < 500) return { status: 'deferred', detail };
  const said = response === '' ? detail : response;
  if (SIZE.test(said) || (code === 552 && !ENHANCED.test(said))) return { status: 'too large', detail };
  const isOfRecipient = command === 'RCPT TO' || command === 'DATA';
  return { status: isOfRecipient && !ABOUT_US.test(said) ? 'rejected' : 'failed', detail };
}
