import MailComposer from 'nodemailer/lib/mail-composer';
import { asciiAddress, mailKey } from '../../lib/mailKeys.ts';
import { oneLine } from '../../lib/safeText.ts';
import type { Brand, EditionKey } from '../../types.ts';
import type { Mail } from './composeMail.ts';

/**
 * The Message-ID of an edition's mail to a recipient: the same in every run, so that a mail server or program that sees
 * it twice can tell. `<key@domain of the brand's sender>`; the key does not give the recipient away.
 */
export function messageIdOf({
  edition,
  recipient,
  brand,
  again,
}: {
  readonly edition: Pick<EditionKey, 'id' | 'brand'>;
  readonly recipient: string;
  readonly brand: Pick<Brand, 'mailFrom'>;
  readonly again?: string | undefined;
}): string {
  const domain = asciiAddress(bareAddress(brand.mailFrom)).split('@')[1] ?? 'localhost';
  return `<${mailKey({ edition, recipient, again })}@${domain}>`;
}

/** "Miles reports <reports@miles.example>" → "reports@miles.example". */
export function bareAddress(address: string): string {
  const line = oneLine(address, 320);
  return (/<([^<>]*)>\s*$/.exec(line)?.[1] ?? line).trim();
}

/** The whole message to one recipient, with CRLF line ends. Same mail, same recipient: same bytes. */
export async function messageBytes(mail: Mail, recipient: string, messageId: string): Promise<Buffer> {
  const composer = new MailComposer({
    from: mail.from,
    to: asciiAddress(recipient),
    ...(mail.replyTo === undefined ? {} : { replyTo: mail.replyTo }),
    subject: mail.subject,
    date: new Date(mail.date),
    messageId,
    baseBoundary: messageId.slice(1, 25),
    newline: 'win',
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    text: mail.text,
    html: mail.html,
    attachments: mail.attachments.map(({ filename, contentType, bytes, cid }) => ({
      filename,
      contentType,
      content: Buffer.from(bytes),
      ...(cid === undefined ? {} : { cid }),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
