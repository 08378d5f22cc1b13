import { join } from 'node:path';
import type { Archive } from '../../editions/published/archive.ts';
import { type PublishedEdition, readPdf, readSnapshot } from '../../editions/published/publishedIndex.ts';
import { fileExists } from '../../lib/files.ts';
import { toldSnapshot } from '../../lib/toldSnapshot.ts';
import type { Brand, Effects, Project, Snapshot, Team } from '../../types.ts';
import type { MailForm } from '../send/deliveryRun.ts';
import { composeMail, type Mail, type MailChart, type MailRequest } from './composeMail.ts';

export interface DeliveryTools extends Pick<MailRequest, 'render'> {
  /** Absolute folders of the mail's templates: the first that has them. */
  readonly templatesDirs: readonly string[];
  /** Hash of the mail's templates and of all that draws and words it. */
  readonly themeKey: string;
  /** The charts that the mail of an edition shows, as pictures. */
  readonly drawCharts: (snapshot: Snapshot, brand: Brand) => Promise<readonly MailChart[]>;
}

/** What composing a mail rests on beside its edition. */
export interface MailContext {
  readonly project: Pick<Project, 'site'>;
  readonly outDir: string;
  readonly archive: Archive;
  readonly tools: DeliveryTools;
  readonly effects: Pick<Effects, 'now' | 'log'>;
}

/** The mail of a published edition, of what is stored of it. */
export async function composeEdition(
  edition: PublishedEdition,
  { brand, team, form }: { readonly brand: Brand; readonly team: Team; readonly form: MailForm },
  { project, outDir, archive, tools, effects }: MailContext,
): Promise<Mail> {
  const snapshot = toldSnapshot(await readSnapshot(outDir, edition), brand.words);
  const pdf = await readPdf({ outDir, archive, edition });
  return composeMail({
    snapshot,
    brand,
    team,
    date: effects.now,
    links: { page: `${project.site.baseUrl}/${edition.key.folder}/` },
    charts: form === 'bare' ? [] : await chartsOf(snapshot, { brand, tools, effects }),
    pdf,
    isPdfLeftOut: form !== 'whole',
    templatesDir: await folderWith('edition.html.njk', tools.templatesDirs),
    render: tools.render,
  });
}

/** An older edition may not have what today's charts show: its mail goes out without them. */
async function chartsOf(
  snapshot: Snapshot,
  { brand, tools, effects }: Pick<MailContext, 'tools' | 'effects'> & { readonly brand: Brand },
): Promise<readonly MailChart[]> {
  try {
    return await tools.drawCharts(snapshot, brand);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    effects.log.warn(
      `${snapshot.edition.id}: its mail goes out without charts, because they cannot be drawn: ${reason}`,
    );
    return [];
  }
}

async function folderWith(file: string, folders: readonly string[]): Promise<string> {
  for (const folder of folders) if (await fileExists(join(folder, file))) return folder;
  throw new Error(`There is no ${file} in ${folders.join(' or ')}.`);
}
