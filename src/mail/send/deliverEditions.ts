import type { Effects } from '../../types.ts';
import { type SendRequest, type SentMails, sendMails } from './sendMails.ts';
import { smtpTransport } from './smtpTransport.ts';
import { smtpUrlIn } from './smtpUrl.ts';
import { type BrandDelivery, writeMails } from './writeMails.ts';

/**
 * Sends pending mails over SMTP where BROADSHEET_SMTP_URL names a server; else writes the mails of this run's editions
 * to files.
 */
export async function deliverEditions(
  request: Omit<SendRequest, 'due'> & { readonly brands: readonly BrandDelivery[] },
): Promise<SentMails> {
  const { brands, effects } = request;
  for (const delivery of brands) tellOfUnaddressed(delivery, effects);
  const url = smtpUrlIn(effects.env);
  if (url === undefined) return { records: await writeMails(request), problems: [] };
  const transport = smtpTransport(url);
  try {
    return await sendMails({ ...request, due: brands.flatMap(({ editions }) => editions) }, transport);
  } finally {
    await transport.close();
  }
}

/** An edition that is mailed to nobody is on the site alone, which may be meant, and is told. */
function tellOfUnaddressed({ brand, editions }: BrandDelivery, { log }: Effects): void {
  const unaddressed = editions.filter(({ audience }) => audience?.recipients.length === 0);
  for (const [report, of] of Map.groupBy(unaddressed, ({ key }) => key.report)) {
    const titles = [...new Set(of.map(({ audience }) => audience?.title ?? ''))];
    const named = titles.slice(0, 5).join(', ');
    const more = titles.length > 5 ? ` and ${titles.length - 5} more` : '';
    log.info(`${brand.name}, ${report}: on the site alone, because nobody is to get a mail of it: ${named}${more}.`);
  }
}
