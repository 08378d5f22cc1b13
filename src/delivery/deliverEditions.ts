import { join } from 'node:path';
import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { fileExists } from '../lib/files.ts';
import { hashOf, sha256 } from '../lib/hash.ts';
import type { Brand, DeliveryRecord, Effects, Project, Snapshot } from '../types.ts';
import type { Archive } from './archive.ts';
import { composeMail, type Mail, type MailChart, type MailRequest } from './composeMail.ts';
import { deliver, type EditionMailing } from './deliver.ts';
import { type DueEdition, readBytes, readPdf, readSnapshot, type ShelvedEdition } from './editionShelf.ts';
import { emlPath, fileTransport } from './fileTransport.ts';
import { openLedger } from './ledger.ts';
import { recipientsOf } from './recipientsOf.ts';
import { smtpTransport } from './smtpTransport.ts';
import type { Transport } from './transport.ts';

/** Published editions of one brand that are to reach their readers. */
export interface BrandDelivery {
  readonly brand: Brand;
  readonly editions: readonly DueEdition[];
  /** Remembers which mail files were made from what. */
  readonly index: ArtifactIndex;
}

export interface DeliveryTools extends Pick<MailRequest, 'render'> {
  /** Absolute folders of the mail's templates: the first that has them. */
  readonly templatesDirs: readonly string[];
  /** Hash of the mail's templates and of all that draws and words it. */
  readonly looksKey: string;
  /** The charts that the mail of an edition shows, as pictures. */
  readonly drawCharts: (snapshot: Snapshot, brand: Brand) => Promise<readonly MailChart[]>;
}

/**
 * Mails published editions to their teams' recipients, or each to its audience's, who are not the team's: over SMTP where BROADSHEET_SMTP_URL names a server, else as
 * files below `mail/`. A file whose edition, recipient and templates are as they were is not made again.
 */
export async function deliverEditions(request: {
  readonly project: Pick<Project, 'site' | 'teams'>;
  readonly outDir: string;
  readonly archive: Archive;
  readonly brands: readonly BrandDelivery[];
  readonly tools: DeliveryTools;
  readonly effects: Effects;
}): Promise<readonly DeliveryRecord[]> {
  const { outDir, brands, effects } = request;
  const smtpUrl = effects.env('BROADSHEET_SMTP_URL');
  const transport = smtpUrl === undefined ? fileTransport(join(outDir, 'mail')) : smtpTransport(smtpUrl);
  const ledger = await openLedger(join(outDir, 'state', 'deliveries.jsonl'));
  try {
    const records: DeliveryRecord[] = [];
    for (const delivery of brands) {
      tellOfUnaddressed(delivery, effects);
      const mailings = delivery.editions.map((edition) => mailingOf(edition, delivery, request));
      const open = await openMailings(mailings, { ...delivery, transport });
      await delivery.index.forget(open.flatMap(({ files }) => files.map(({ path }) => path)));
      records.push(...(await deliver({ mailings: open.map(({ mailing }) => mailing), transport, ledger, effects })));
      for (const { files } of open) await rememberFiles(files, { outDir, index: delivery.index });
      await delivery.index.save();
    }
    return records;
  } finally {
    await transport.close();
    await ledger.close();
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

interface Addressed {
  readonly mailing: EditionMailing;
  /** A mail file per recipient, where mails are written to files. */
  readonly files: readonly { readonly path: string; readonly key: string }[];
}

/** Leaves out what has been written already; what has been sent is the ledger's to know. */
async function openMailings(
  addressed: readonly Addressed[],
  { index, transport }: { readonly index: ArtifactIndex; readonly transport: Transport },
): Promise<readonly Addressed[]> {
  if (transport.needsLedger) return addressed;
  const open: Addressed[] = [];
  for (const one of addressed) {
    const known = await Promise.all(one.files.map(({ path, key }) => index.fresh(path, key)));
    if (known.some((artifact) => artifact === undefined)) open.push(one);
  }
  return open;
}

async function rememberFiles(
  files: Addressed['files'],
  { outDir, index }: { readonly outDir: string; readonly index: ArtifactIndex },
): Promise<void> {
  for (const { path, key } of files) {
    const bytes = await readBytes(join(outDir, path));
    if (bytes !== undefined) index.set(path, { key, sha256: sha256(bytes) });
  }
}

function mailingOf(
  edition: DueEdition,
  { brand }: BrandDelivery,
  request: Parameters<typeof deliverEditions>[0],
): Addressed {
  const { project, tools, effects } = request;
  const team = project.teams.find(({ name }) => name === edition.key.team);
  if (team === undefined) throw new Error(`There is no team "${edition.key.team}".`);
  const recipients = edition.audience?.recipients ?? recipientsOf({ team, brand, env: effects.env });
  const key = hashOf([edition.sha256, brand, team, project.site, tools.looksKey]);
  return {
    mailing: { edition: edition.key, brand, recipients, compose: () => compose(edition, { brand, team }, request) },
    files: recipients.map((recipient) => ({ path: `mail/${emlPath(edition.key, recipient)}`, key })),
  };
}

async function compose(
  edition: ShelvedEdition,
  { brand, team }: Pick<MailRequest, 'brand' | 'team'>,
  { project, outDir, archive, tools, effects }: Parameters<typeof deliverEditions>[0],
): Promise<Mail> {
  const { key } = edition;
  const snapshot = await readSnapshot(outDir, edition);
  return composeMail({
    snapshot,
    brand,
    team,
    date: effects.now,
    links: { page: `${project.site.baseUrl}/${key.folder}/` },
    charts: await tools.drawCharts(snapshot, brand),
    pdf: await readPdf({ outDir, archive, edition }),
    templatesDir: await folderWith('edition.mjml.njk', tools.templatesDirs),
    render: tools.render,
  });
}

async function folderWith(file: string, folders: readonly string[]): Promise<string> {
  for (const folder of folders) if (await fileExists(join(folder, file))) return folder;
  throw new Error(`There is no ${file} in ${folders.join(' or ')}.`);
}
