import type { Effects } from '../../types.ts';

/** In place of an address: mails are files on purpose, and nobody is told that there is no mail server. */
const MAILS_AS_FILES = 'files';

/** The mail server's address; undefined where mails are written to files. */
export function smtpUrlIn(env: Effects['env']): string | undefined {
  const url = env('BROADSHEET_SMTP_URL');
  return url === MAILS_AS_FILES ? undefined : url;
}
