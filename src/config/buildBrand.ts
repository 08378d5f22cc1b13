import { join } from 'node:path';
import { durationHours } from '../schema/faults.ts';
import type { Brand } from '../types.ts';
import type { ContentFile } from './contentFile.ts';
import { alertOf, limitsByMetric, targetOf } from './limits.ts';
import { present } from './present.ts';
import type { Content } from './readContent.ts';
import type { BrandFile, SiteFile } from './siteSchemas.ts';
import type { WordsOf } from './wordFiles.ts';

/**
 * Colours after the accent, for brands that name fewer: apart in hue, each lighter or darker than its neighbours by enough
 * to be told from them in grey, and readable on white.
 */
export const defaultSeries = ['#1f5f8b', '#c8702a', '#2f6b3f', '#a77fbd', '#6f6a63', '#cf7a86'];

/** A brand of its file, and of what the site says for all of them. */
export function buildBrand({
  root,
  file,
  site,
  content,
  wordsOf,
}: {
  root: string;
  file: Pick<ContentFile<BrandFile>, 'name' | 'yaml'> & { readonly whole: BrandFile };
  site: Partial<SiteFile>;
  content: Content;
  wordsOf: WordsOf;
}): Brand {
  const { name, whole: own } = file;
  const {
    locale = '',
    time_zone = '',
    week_start = 'monday',
    currency = '',
    paper = 'A4',
    mail_from = '',
    mail = {},
  } = { ...site.defaults, ...own };
  const beside = (kind: 'logo' | 'css', base: string) =>
    content.names[kind].includes(name) ? join(root, 'templates/brands', name, base) : undefined;
  const accent = own.colours?.accent.toLowerCase() ?? '#1f5f8b';
  const given = [accent, ...(own.colours?.series ?? []).map((colour) => colour.toLowerCase())];
  const series = [...new Set(given.length >= 4 ? given : [...given, ...defaultSeries])];
  return present({
    name,
    title: own.title,
    locale,
    words: wordsOf(locale || 'en'),
    timeZone: time_zone,
    weekStart: week_start,
    currency,
    paper,
    colours: { accent, series },
    mailFrom: mail_from,
    replyTo: own.reply_to,
    mailHours: mail.not_after === undefined ? undefined : durationHours(mail.not_after),
    labels: own.labels,
    targets: own.targets && limitsByMetric(own.targets, targetOf),
    alerts: own.alerts && limitsByMetric(own.alerts, alertOf),
    aliases: own.aliases,
    logo: beside('logo', 'logo.svg'),
    css: beside('css', 'brand.css'),
    place: { file: file.yaml.file, line: 1 },
  });
}
