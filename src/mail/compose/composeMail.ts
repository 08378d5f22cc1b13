import { join } from 'node:path';
import { pdfFileName } from '../../editions/published/publishedIndex.ts';
import { sha256 } from '../../lib/hash.ts';
import { fileNameOf, oneLine } from '../../lib/safeText.ts';
import type { Brand, EditionKey, Instant, Snapshot, Team } from '../../types.ts';
import { checkMailHtml } from './mailMarkup.ts';
import { mailView } from './mailView.ts';

/** One mail of one edition, the same for all who get it; who that is comes when it is sent. */
export interface Mail {
  readonly edition: EditionKey;
  /** As brand.yml says it: "Miles reports <reports@miles.example>". */
  readonly from: string;
  readonly replyTo?: string;
  readonly date: Instant;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly attachments: readonly MailAttachment[];
}

export interface MailAttachment {
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** Where the HTML shows it: `cid:<this>`. */
  readonly cid?: string;
}

/** A chart as a picture; wider than `width`, for fine screens. */
export interface MailChart {
  readonly name: string;
  readonly title: string;
  /** What the chart shows, for those who do not see it. */
  readonly alt: string;
  /** What a reader has to know of it. */
  readonly note?: string;
  readonly png: Uint8Array;
  /** Pixels it takes in the mail; at most the 536 that a column has. */
  readonly width: number;
}

export interface MailRequest {
  readonly snapshot: Snapshot;
  readonly brand: Brand;
  readonly team: Team;
  /** When it goes out: the mail's date. */
  readonly date: Instant;
  /** Absolute addresses on the published site. */
  readonly links: { readonly page: string };
  /** The first two are shown. */
  readonly charts?: readonly MailChart[];
  readonly pdf?: Uint8Array;
  /** The PDF stays out, because a server or a mailbox finds the mail too large. */
  readonly isPdfLeftOut?: boolean;
  /** Absolute path of the folder of `edition.html.njk` and `edition.txt.njk`. */
  readonly templatesDir: string;
  /** Renders a template with autoescape, for HTML where the template's name does not end in `.txt.njk`. */
  readonly render: (templatePath: string, data: object) => string | Promise<string>;
}

const SUBJECT_LETTERS = 90;
const CHART_WIDTH_PX = 536;
/** Mail servers take 25 MB with everything in base64, which makes 18 of them. */
const MAX_PDF_BYTES = 15_000_000;

/**
 * The mail that carries an edition: its news as the subject, headline, figures, what changed and up to two charts in
 * the body, a plain text that stands for itself, the PDF attached. Same request, same mail. Throws ProblemsError where
 * a template makes more HTML than mail programs show, or HTML that asks for something elsewhere.
 */
export async function composeMail(request: MailRequest): Promise<Mail> {
  const { snapshot, brand, team, date, links, pdf, templatesDir, render } = request;
  const charts = (request.charts ?? []).slice(0, 2).map((chart) => ({ ...chart, cid: cidOf(chart) }));
  const isTooLarge = pdf !== undefined && (pdf.length > MAX_PDF_BYTES || request.isPdfLeftOut === true);
  const view = mailView({
    snapshot,
    brand,
    team,
    pageUrl: safeUrl(links.page),
    charts: charts.map(({ title, alt, note = '', cid, width }) => ({
      ...{ title, alt, note, cid, width: Math.min(width, CHART_WIDTH_PX) },
    })),
    pdf: pdf === undefined ? 'none' : isTooLarge ? 'too_large' : 'attached',
  });
  const htmlPath = join(templatesDir, 'edition.html.njk');
  const html = await render(htmlPath, view);
  await checkMailHtml(html, htmlPath);
  const text = tidyText(await render(join(templatesDir, 'edition.txt.njk'), view));
  const pictures = charts.map(({ name, png, cid }) => ({
    filename: `${fileNameOf(name)}.png`,
    contentType: 'image/png',
    bytes: png,
    cid,
  }));
  const document = { filename: attachmentName(snapshot), contentType: 'application/pdf' };
  return {
    edition: snapshot.edition,
    from: oneLine(brand.mailFrom, 300),
    ...(brand.replyTo === undefined ? {} : { replyTo: oneLine(brand.replyTo, 300) }),
    date,
    subject: oneLine(`${oneLine(snapshot.title, 40)}: ${oneLine(snapshot.headline, 300)}`, SUBJECT_LETTERS),
    html,
    text,
    attachments: [...pictures, ...(pdf === undefined || isTooLarge ? [] : [{ ...document, bytes: pdf }])],
  };
}

/** With the audience as people call it, where there is one. */
function attachmentName({ edition, burst }: Snapshot): string {
  if (burst === undefined) return fileNameOf(pdfFileName(edition));
  const audience = fileNameOf(oneLine(burst.audience, 30));
  return fileNameOf(`${edition.brand}-${edition.report}-${audience}-${edition.periodName}.pdf`);
}

function cidOf({ name, png }: MailChart): string {
  return `${sha256(name).slice(0, 8)}-${sha256(png).slice(0, 16)}@chart`;
}

/** The address, percent-encoded; an address that is not of the web leads nowhere. */
function safeUrl(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url.href : 'about:blank';
}

/** No spaces at line ends, no more than one empty line, one line end at the end. */
export function tidyText(text: string): string {
  return `${text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
