import { didYouMean } from '../lib/problem.ts';
import { contrastWithWhite } from './contrast.ts';
import type { Fault } from './names.ts';

/** Each looks at one text and says what is wrong with it; `undefined` where nothing is. */

/** The hint names the nearest known value, or says what is wanted where none is near. */
function nearOr(value: string, known: readonly string[], otherwise: string): string {
  const near = didYouMean(value, known);
  return near.startsWith('Did') ? near : otherwise;
}

export function timeZoneFault(value: string): Fault | undefined {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  if (known.includes(value)) return undefined;
  const fault = {
    message: `There is no time zone "${value}".`,
    hint: nearOr(value, known, 'Write an IANA name, such as "Europe/Stockholm" or "UTC".'),
  };
  // Intl also takes offsets, and names in any case, which DuckDB does not; older names ("Asia/Calcutta") are fine.
  if (/^[+-]/.test(value) || !/[A-Z]/.test(value)) return fault;
  return accepts(() => new Intl.DateTimeFormat('en', { timeZone: value })) ? undefined : fault;
}

export function localeFault(value: string): Fault | undefined {
  if (/-[a-z0-9]-/i.test(value))
    return {
      message: `"${value}" asks for more than a language and a country.`,
      hint: 'Periods are of the Gregorian calendar and digits are Latin in every locale: leave out what follows "-u-".',
    };
  if (accepts(() => Intl.getCanonicalLocales(value)) && Intl.DateTimeFormat.supportedLocalesOf(value).length > 0)
    return undefined;
  return {
    message: `There is no locale "${value}".`,
    hint: 'Write a language and a country, such as "en-GB" or "ko-KR".',
  };
}

export function languageFault(value: string): Fault | undefined {
  if (accepts(() => Intl.getCanonicalLocales(value)) && Intl.DateTimeFormat.supportedLocalesOf(value).length > 0)
    return undefined;
  return { message: `There is no language "${value}".`, hint: 'Write a language tag, such as "en" or "ko".' };
}

export function currencyFault(value: string): Fault | undefined {
  const known = Intl.supportedValuesOf('currency');
  if (known.includes(value)) return undefined;
  const hint = nearOr(
    value.toUpperCase(),
    known.filter((code) => code === value.toUpperCase()),
    'Write a code of ISO 4217, such as "EUR".',
  );
  return { message: `There is no currency "${value}".`, hint };
}

export function colourFault(value: string): Fault | undefined {
  if (/^#[0-9a-f]{6}$/i.test(value)) return undefined;
  return { message: `"${value}" is not a colour.`, hint: 'Write it as "#rrggbb", in quotes.' };
}

/** Text in the accent stands on white: WCAG 2.2, 1.4.3 wants 4.5 : 1. */
export function accentFault(value: string): Fault | undefined {
  const fault = colourFault(value);
  if (fault !== undefined) return fault;
  const contrast = contrastWithWhite(value);
  if (contrast >= 4.5) return undefined;
  // Rounded down, or 4.496 would be called 4.50.
  const shown = (Math.floor(contrast * 100) / 100).toFixed(2);
  return {
    message: `The accent "${value}" has a contrast of ${shown} : 1 with white.`,
    hint: 'It needs 4.5 : 1: choose a darker one.',
  };
}

export function durationFault(value: string): Fault | undefined {
  if (/^\d+(\.\d+)?[hd]$/.test(value)) return undefined;
  return { message: `"${value}" is not a duration.`, hint: 'Write hours or days: "36h" or "3d".' };
}

/** "36h" → 36, "3d" → 72. */
export function durationHours(value: string): number {
  return Number(value.slice(0, -1)) * (value.endsWith('d') ? 24 : 1);
}

/** How long one statement may take. */
export function timeLimitFault(value: string): Fault | undefined {
  if (/^\d+(\.\d+)?[smh]$/.test(value) && timeLimitMs(value) > 0) return undefined;
  return { message: `"${value}" is no time limit.`, hint: 'Write seconds, minutes or hours: "90s", "10m" or "2h".' };
}

const MS_PER = { s: 1000, m: 60_000, h: 3_600_000 } as const;

/** "90s" → 90000. */
export function timeLimitMs(value: string): number {
  return Number(value.slice(0, -1)) * MS_PER[value.slice(-1) as keyof typeof MS_PER];
}

/** How long a pull may wait in all. */
export function waitFault(value: string): Fault | undefined {
  if (/^\d+(\.\d+)?[mh]$/.test(value)) return undefined;
  return { message: `"${value}" is no length of time.`, hint: 'Write minutes or hours: "30m" or "2h".' };
}

/** "30m" → 30, "2h" → 120. */
export function waitMinutes(value: string): number {
  return Number(value.slice(0, -1)) * (value.endsWith('h') ? 60 : 1);
}

export function timeOfDayFault(value: string): Fault | undefined {
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(value)) return undefined;
  return { message: `"${value}" is not a time of day.`, hint: 'Write it from "00:00" to "23:59".' };
}

const address = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+\.[^\s@<>()[\]\\,;:".]+$/;

export function recipientFault(value: string): Fault | undefined {
  if (address.test(value) || /^\$[A-Za-z_][A-Za-z0-9_]*$/.test(value)) return undefined;
  return {
    message: `"${value}" is not a mail address.`,
    hint: 'Write name@example.org, or $NAME for an environment variable.',
  };
}

/** One mailbox: `name@example.org` or `A name <name@example.org>`. */
export function mailboxFault(value: string): Fault | undefined {
  const bare = /^[^<>\r\n]*<([^<>]*)>$/.exec(value)?.[1] ?? value;
  if (address.test(bare)) return undefined;
  return {
    message: `"${value}" is not a mail address.`,
    hint: 'Write name@example.org, or A name <name@example.org>.',
  };
}

/** Of a place for the archive: a bucket's address is whole, a folder is not an address. */
export function archiveFault(text: string): Fault | undefined {
  if (/^s3:\/\/[a-z0-9][a-z0-9.-]+(\/[\w./-]*)?$/.test(text)) return undefined;
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) return undefined;
  return {
    message: `"${text}" is no place for an archive.`,
    hint: 'Write state, a folder such as ../archive, or s3://bucket/prefix.',
  };
}

export function baseUrlFault(value: string): Fault | undefined {
  const url = URL.parse(value);
  if (url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '') return undefined;
  return { message: `"${value}" is not the address of a site.`, hint: 'Write it as https://reports.example.org.' };
}

export function connectionFault(value: string): Fault | undefined {
  if (/^[A-Z][A-Z0-9_]*$/.test(value)) return undefined;
  return {
    message: `"${value}" cannot begin the name of environment variables.`,
    hint: 'Use capitals, digits and _, such as "CRM".',
  };
}

/** Intl and the like refuse a name that they do not know with a RangeError. */
function accepts(use: () => unknown): boolean {
  try {
    use();
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}
