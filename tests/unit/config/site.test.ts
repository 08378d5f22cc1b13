import { describe } from 'vitest';
import { brand, mistake, site, team } from './mistake.ts';

describe('What a maintainer sees of a mistake in the site, a brand or a team', () => {
  mistake(
    'A site without an address',
    { [site]: ['base_url: https://reports.example.org/\n', ''] },
    'templates/site.yml:1:1  The file has no key "base_url".  Add "base_url": where the site is published, for the links in mails.',
  );

  mistake(
    'An address that is no URL',
    { [site]: ['https://reports.example.org/', 'reports.example.org'] },
    'templates/site.yml:2:11  "reports.example.org" is not the address of a site.  Write it as https://reports.example.org.',
  );

  mistake(
    'A time zone that there is not',
    { [site]: ['Europe/London', 'Europe/Londn'] },
    'templates/site.yml:5:14  There is no time zone "Europe/Londn".  Did you mean "Europe/London"?',
  );

  mistake(
    'A time zone by its offset',
    { [site]: ['Europe/London', '"+01:00"'] },
    'templates/site.yml:5:14  There is no time zone "+01:00".  Write an IANA name, such as "Europe/Stockholm" or "UTC".',
  );

  mistake(
    'A locale with a low line',
    { [site]: ['en-GB', 'en_GB'] },
    'templates/site.yml:4:11  There is no locale "en_GB".  Write a language and a country, such as "en-GB" or "ko-KR".',
  );

  mistake(
    'A locale that there is not',
    { [site]: ['en-GB', 'xx-GB'] },
    'templates/site.yml:4:11  There is no locale "xx-GB".  Write a language and a country, such as "en-GB" or "ko-KR".',
  );

  mistake(
    'A currency in small letters',
    { [site]: ['GBP', 'gbp'] },
    'templates/site.yml:6:13  There is no currency "gbp".  Did you mean "GBP"?',
  );

  mistake(
    'A currency that there is not',
    { [site]: ['GBP', 'pounds'] },
    'templates/site.yml:6:13  There is no currency "pounds".  Write a code of ISO 4217, such as "EUR".',
  );

  mistake(
    'A week that starts on no day',
    { [site]: ['currency:', 'week_start: munday\n  currency:'] },
    'templates/site.yml:6:15  defaults.week_start is "munday".  Did you mean "monday"?',
  );

  mistake(
    'A paper that there is not',
    { [brand]: ['colours', 'paper: a4\ncolours'] },
    'templates/brands/north/brand.yml:2:8  paper is "a4".  Did you mean "A4"?',
  );

  mistake(
    'A sender that is not an address',
    { [site]: ['<reports@example.org>', '<reports>'] },
    'templates/site.yml:7:14  "Reports <reports>" is not a mail address.  Write name@example.org, or A name <name@example.org>.',
  );

  mistake(
    'An answer address that is not one',
    { [brand]: ['colours', 'reply_to: data at example.org\ncolours'] },
    'templates/brands/north/brand.yml:2:11  "data at example.org" is not a mail address.  Write name@example.org, or A name <name@example.org>.',
  );

  mistake(
    'A colour by its name',
    { [brand]: ['"#0b6e6e"', 'teal'] },
    'templates/brands/north/brand.yml:3:11  "teal" is not a colour.  Write it as "#rrggbb", in quotes.',
  );

  mistake(
    'A short colour among the series',
    { [brand]: ['accent', 'series: ["#0b6e6e", "#abc"]\n  accent'] },
    'templates/brands/north/brand.yml:3:23  "#abc" is not a colour.  Write it as "#rrggbb", in quotes.',
  );

  mistake(
    'An accent too pale to read',
    { [brand]: ['#0b6e6e', '#7fb7b7'] },
    'templates/brands/north/brand.yml:3:11  The accent "#7fb7b7" has a contrast of 2.24 : 1 with white.  It needs 4.5 : 1: choose a darker one.',
  );

  mistake(
    'A brand for which nobody names a time zone',
    { [site]: ['  time_zone: Europe/London\n', ''] },
    'templates/brands/north/brand.yml:1:1  The brand "north" has no time_zone.  Add it here, or to "defaults" in templates/site.yml.',
  );

  mistake(
    'A brand with recipients and no sender',
    { [site]: ['  mail_from: Reports <reports@example.org>\n', ''] },
    'templates/brands/north/brand.yml:1:1  The brand "north" has recipients, but no mail_from.  Add it here, or to "defaults" in templates/site.yml.',
  );

  mistake(
    'A brand that names a report, a source and a team that are not there',
    {
      [brand]: [
        'title: North',
        'title: North\nreports: [carre]\nsources: [clinics]\nrecipients: {cares: [a@example.org]}',
      ],
    },
    'templates/brands/north/brand.yml:2:11  There is no report named "carre".  Did you mean "care"?',
    'templates/brands/north/brand.yml:3:11  There is no source named "clinics".  Did you mean "clinic"?',
    'templates/brands/north/brand.yml:4:14  There is no team named "cares".  Did you mean "care"?',
  );

  mistake(
    'Targets and alerts of a metric that is not there, without a limit, without a grain, twice',
    {
      [brand]: [
        'title: North',
        [
          'title: North',
          'targets:',
          '  visit: {at_least: 1, grain: week}',
          '  visits: {grain: week}',
          'alerts:',
          '  visits: [{below: 5, grain: week}, {above: 7, grain: [day, week]}]',
        ].join('\n'),
      ],
    },
    'templates/brands/north/brand.yml:3:3  There is no metric named "visit".  Did you mean "visits"?',
    'templates/brands/north/brand.yml:4:11  There is no limit in the targets of "visits".  Give it one beside its grain.',
    'templates/brands/north/brand.yml:6:37  "visits" has two alerts for one week.  Keep one of them.',
  );

  mistake(
    'A recipient that is not an address',
    { [team]: ['care@example.org', 'care.example.org'] },
    'templates/teams/care.yml:3:11  "care.example.org" is not a mail address.  Write name@example.org, or $NAME for an environment variable.',
  );

  mistake(
    'A recipient without a domain',
    { [team]: ['care@example.org', 'care@example'] },
    'templates/teams/care.yml:3:11  "care@example" is not a mail address.  Write name@example.org, or $NAME for an environment variable.',
  );

  mistake(
    'A recipient that is there twice',
    { [team]: ['$CARE_READERS', 'care@example.org'] },
    'templates/teams/care.yml:3:29  "care@example.org" is here twice.  Keep one of the two.',
  );

  mistake(
    'Recipients of a brand that there is not',
    { [team]: ['  north:', '  nort:'] },
    'templates/teams/care.yml:3:3  There is no brand named "nort".  Did you mean "north"?',
  );

  mistake(
    'A language that there is not',
    { [team]: ['ko:', 'korean_:'] },
    'templates/teams/care.yml:1:19  There is no language "korean_".  Write a language tag, such as "en" or "ko".',
  );

  mistake(
    'A text in no language',
    { [team]: ['{en: Care, ko: 돌봄}', '{}'] },
    'templates/teams/care.yml:1:8  It has no text in any language.',
  );

  mistake(
    'A script in a logo',
    { 'templates/brands/north/logo.svg': '<svg>\n  <script>1</script>\n</svg>' },
    'templates/brands/north/logo.svg:2:3  The logo holds a script.  Remove it.',
  );

  mistake(
    'An event handler in a logo',
    { 'templates/brands/north/logo.svg': '<svg onload="x()"></svg>' },
    'templates/brands/north/logo.svg:1:5  The logo holds an event handler.  Remove the on… attribute.',
  );

  mistake(
    'A link out of a logo',
    { 'templates/brands/north/logo.svg': '<svg><image xlink:href="https://example.org/a.png"/></svg>' },
    'templates/brands/north/logo.svg:1:19  The logo links to something outside.  Put what it shows into the file.',
  );

  mistake(
    'A logo that is no SVG',
    { 'templates/brands/north/logo.svg': 'PNG' },
    'templates/brands/north/logo.svg:1  The logo is not an SVG.  It has to begin with <svg.',
  );

  mistake(
    'A style that imports another',
    { 'templates/brands/north/brand.css': '@import "https://example.org/a.css";' },
    'templates/brands/north/brand.css:1:1  The style imports another.  Put what it holds into the file.',
  );

  mistake(
    'A style that asks for a picture',
    { 'templates/brands/north/brand.css': 'h1 {\n  background: url(https://example.org/a.png);\n}' },
    'templates/brands/north/brand.css:2:15  The style asks for something outside.  Use a data: URL.',
  );
});
