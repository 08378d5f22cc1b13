import { join } from 'node:path';
import { directionOf } from '../lib/intlLocale.ts';
import { inLanguage, languageOf } from '../lib/localText.ts';
import type { Brand } from '../types.ts';
import type { SiteRequest } from './composeRequest.ts';
import { type PageAssets, writeAssets } from './siteAssets.ts';
import { relativeLink } from './siteLinks.ts';
import { readTemplates, type Templates } from './templates/readTemplates.ts';

/** What all pages of one brand share; `brand` is null for the site's own pages. */
export interface BrandTheme extends PageAssets {
  readonly brand: Brand | null;
}

/** Where templates are looked for: the project's own first, file by file the engine's behind them. */
export function templateFolders(templatesDir: string): readonly string[] {
  return [templatesDir, join(import.meta.dirname, '../../templates')];
}

/** The templates that pages are made of, read from those folders. */
export function pageTemplates(templatesDir: string): Promise<Templates> {
  const [own = '', engine = ''] = templateFolders(templatesDir);
  return readTemplates([
    { path: own, shown: 'templates' },
    { path: engine, shown: engine },
  ]);
}

/** Reads a brand's fonts, and writes the style sheet, script and logo of its pages. */
export async function openBrandTheme(request: SiteRequest, brand: Brand | null): Promise<BrandTheme> {
  const folders = templateFolders(request.templatesDir);
  return { ...(await writeAssets(request, folders, brand)), brand };
}

/** The variables that every page has. */
export function pageVariables(
  folder: string,
  { brand, sheet, script, logo }: BrandTheme,
  { site }: SiteRequest['project'],
): Readonly<Record<string, unknown>> {
  const { words } = brand ?? site;
  const { locale } = words;
  return {
    folder,
    root: folder === '' ? '' : `${relativeLink(folder, '')}/`,
    words,
    look: { locale, currency: brand?.currency ?? 'EUR', timeZone: brand?.timeZone ?? 'UTC' },
    language: languageOf(locale),
    direction: directionOf(locale),
    brandName: brand?.name,
    brandTitle: brand?.title ?? '',
    paper: brand?.paper ?? 'A4',
    site: { title: site.title, description: inLanguage(site.description, locale) },
    assets: { sheet, script, logo },
  };
}
