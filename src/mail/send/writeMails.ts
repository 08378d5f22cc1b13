import { join } from 'node:path';
import { type DueEdition, readPublishedIndex } from '../../editions/published/publishedIndex.ts';
import type { ArtifactIndex } from '../../lib/artifactIndex.ts';
import { hashOf, sha256 } from '../../lib/hash.ts';
import { readBytes } from '../../lib/manyFiles.ts';
import { recipientsOf } from '../../lib/recipients.ts';
import type { Brand, DeliveryRecord, Effects, Project, Team } from '../../types.ts';
import { composeEdition, type MailContext } from '../compose/composeEdition.ts';
import { readOutbox, writeOutbox } from '../ledger/outbox.ts';
import { deliver } from './deliver.ts';
import type { EditionMailing } from './deliveryRun.ts';
import { emlPath, fileTransport } from './fileTransport.ts';

/** Published editions of one brand whose mails somebody may want to look at. */
export interface BrandDelivery {
  readonly brand: Brand;
  readonly editions: readonly DueEdition[];
  /** Remembers which mail files were made from what. */
  readonly index: ArtifactIndex;
}

interface WriteRequest extends MailContext {
  readonly project: Pick<Project, 'site' | 'teams'>;
  readonly brands: readonly BrandDelivery[];
  readonly effects: Effects;
}

/**
 * Writes mails as files below `mail/`, where no mail server is named: of the editions of this run and of those that are
 * owed. A file whose edition, recipient and templates are as they were is not made again. What is pending stays pending: a
 * file reaches nobody.
 */
export async function writeMails(request: WriteRequest): Promise<readonly DeliveryRecord[]> {
  const { outDir, brands, effects } = request;
  const transport = fileTransport(join(outDir, 'mail'));
  const records: DeliveryRecord[] = [];
  for (const { brand, editions, index } of brands) {
    const all = [...editions, ...(await owedBeside(editions, brand, request))];
    const mailings = mailingsOf(all, brand, request);
    const open = await openMailings(mailings, index);
    await index.forget(open.flatMap(({ files }) => files.map(({ path }) => path)));
    records.push(...(await deliver({ mailings: open.map(({ mailing }) => mailing), transport, effects })));
    for (const { files } of open) await rememberFiles(files, { outDir, index });
    await index.save();
  }
  return records;
}

/** Editions that earlier runs published. What nobody will send any more leaves the outbox. */
async function owedBeside(
  editions: readonly DueEdition[],
  brand: Brand,
  { outDir, effects }: WriteRequest,
): Promise<readonly DueEdition[]> {
  const outbox = await readOutbox(outDir, brand.name);
  const entries = outbox.entries.filter(({ until }) => until > effects.now);
  if (entries.length < outbox.entries.length) await writeOutbox(outDir, { ...outbox, entries });
  const { editions: published } = await readPublishedIndex(outDir, [brand.name]);
  const ids = new Set(entries.map(({ edition }) => edition.id));
  const made = new Set(editions.map(({ key }) => key.id));
  // Who an audience is told of is not kept with what is published.
  return published.filter(({ key }) => ids.has(key.id) && !made.has(key.id) && key.audience === null);
}

interface Addressed {
  readonly mailing: EditionMailing;
  /** A mail file per recipient. */
  readonly files: readonly { readonly path: string; readonly key: string }[];
}

/** Leaves out what has been written already. */
async function openMailings(addressed: readonly Addressed[], index: ArtifactIndex): Promise<readonly Addressed[]> {
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
    const bytes = readBytes(join(outDir, path));
    if (bytes !== undefined) index.set(path, { key, sha256: sha256(bytes) });
  }
}

function mailingsOf(editions: readonly DueEdition[], brand: Brand, request: WriteRequest): readonly Addressed[] {
  const { project, tools } = request;
  return [...Map.groupBy(editions, ({ key }) => key.team)].flatMap(([name, ofTeam]) => {
    const team = project.teams.find((one) => one.name === name) ?? nameless(name);
    const around = hashOf([brand, team, project.site, tools.themeKey]);
    return ofTeam.map((edition) => mailingOf(edition, { brand, team, around }, request));
  });
}

function mailingOf(
  edition: DueEdition,
  { brand, team, around }: { readonly brand: Brand; readonly team: Team; readonly around: string },
  request: WriteRequest,
): Addressed {
  const { key, audience } = edition;
  const recipients = audience?.recipients ?? recipientsOf({ team, brand, env: request.effects.env });
  const madeFrom = hashOf([edition.sha256, around]);
  return {
    mailing: {
      edition: key,
      brand,
      recipients,
      compose: (form) => composeEdition(edition, { brand, team, form }, request),
    },
    files: recipients.map((recipient) => ({ path: `mail/${emlPath(key, recipient)}`, key: madeFrom })),
  };
}

/** A team that is no more has no readers. */
function nameless(name: string): Team {
  return { name, title: name, recipients: {}, place: { file: '' } };
}
