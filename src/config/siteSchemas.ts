import * as z from 'zod';
import {
  accentFault,
  archiveFault,
  baseUrlFault,
  colourFault,
  currencyFault,
  durationFault,
  localeFault,
  mailboxFault,
  timeLimitFault,
  timeZoneFault,
} from '../schema/faults.ts';
import {
  alertKeys,
  listOf,
  localText,
  ofGrains,
  oneOrMany,
  recipient,
  someText,
  sqlNameField,
  targetKeys,
  textWithout,
  weekday,
  withoutRepeats,
} from '../schema/fields.ts';
import { fileName } from '../schema/names.ts';

export const NOT_AFTER =
  'How long after an edition came out its mail is of use: "36h", "14d"; default its period and ten days';

const brandDefaults = {
  locale: textWithout(localeFault).optional().describe('Language and country: en-GB, ko-KR'),
  time_zone: textWithout(timeZoneFault).optional().describe('IANA name: Europe/London'),
  week_start: weekday.optional().describe('First day of the week; default monday, whose weeks are those of ISO 8601'),
  currency: textWithout(currencyFault).optional().describe('ISO 4217 code: EUR'),
  paper: z.enum(['A4', 'Letter']).optional().describe('Default A4'),
  mail_from: textWithout(mailboxFault).optional().describe('Sender: Reports <reports@example.org>'),
  mail: z
    .strictObject({ not_after: textWithout(durationFault).optional().describe(NOT_AFTER) })
    .optional()
    .describe('What holds for all of its mails'),
};

/** templates/site.yml */
export const siteSchema = z.strictObject({
  title: someText.describe("the site's title"),
  description: z.string().optional().describe('What this site is, in one sentence'),
  base_url: textWithout(baseUrlFault).describe('where the site is published, for the links in mails'),
  archive: z
    .strictObject({
      in: textWithout(archiveFault)
        .optional()
        .describe('Where published editions are kept: state (default), a folder, or s3://bucket/prefix'),
      keep_days: z
        .int()
        .min(1)
        .optional()
        .describe('How long they stay on the site, counted from the end of their period; default for ever'),
    })
    .optional()
    .describe('What becomes of the files of published editions'),
  defaults: z.strictObject(brandDefaults).optional().describe('For every brand that says nothing else'),
  limits: z
    .strictObject({
      model: textWithout(timeLimitFault).optional().describe('Longest time that one model may take; default 15m'),
      query: textWithout(timeLimitFault)
        .optional()
        .describe('Longest time of one report query, check or statement of metrics; default 2m'),
      rows: z.int().min(1).optional().describe('Most rows that a block of a report may have; default 50000'),
    })
    .optional()
    .describe('What one statement may take before it is stopped'),
});
export type SiteFile = z.output<typeof siteSchema>;

/** templates/brands/<brand>/brand.yml */
export const brandSchema = z.strictObject({
  title: someText.describe('what readers call the brand'),
  ...brandDefaults,
  reply_to: textWithout(mailboxFault).optional().describe('Where answers to its mails go'),
  spans: z
    .union([z.literal('all'), listOf(textWithout(fileName))])
    .optional()
    .describe('The brands whose metric values its reports show; it then has no data of its own'),
  reports: listOf(textWithout(fileName)).optional().describe('The reports that it gets, beside those that name it'),
  sources: listOf(sqlNameField).optional().describe('The sources that serve it, beside those that name it'),
  recipients: z
    .record(textWithout(fileName), z.array(recipient).check(withoutRepeats))
    .optional()
    .describe("Mail addresses per team, beside those of the teams' own files"),
  aliases: listOf(textWithout(fileName)).optional().describe('What its folder was called before'),
  labels: z
    .record(someText, localText)
    .optional()
    .describe('What this brand calls a dimension; else what the marts do'),
  targets: z
    .record(sqlNameField, oneOrMany(z.strictObject({ ...targetKeys, ...ofGrains })))
    .optional()
    .describe('What this brand wants of metrics, each at its own grain'),
  alerts: z
    .record(sqlNameField, oneOrMany(z.strictObject({ ...alertKeys, ...ofGrains })))
    .optional()
    .describe('Of what this brand is to be told, each at its own grain'),
  colours: z
    .strictObject({
      accent: textWithout(accentFault).describe('the brand\'s own colour, as "#rrggbb"'),
      series: z
        .array(textWithout(colourFault))
        .min(1)
        .optional()
        .describe('Colours of the series of charts, as "#rrggbb"'),
    })
    .optional(),
});
export type BrandFile = z.output<typeof brandSchema>;

/** templates/teams/<team>.yml */
export const teamSchema = z.strictObject({
  title: localText.describe('what readers call the team'),
  description: localText.optional().describe('What the team looks after'),
  recipients: z
    .record(textWithout(fileName), z.array(recipient).check(withoutRepeats))
    .optional()
    .describe('Mail addresses per brand; "$NAME" is an environment variable, comma-separated'),
});
export type TeamFile = z.output<typeof teamSchema>;
