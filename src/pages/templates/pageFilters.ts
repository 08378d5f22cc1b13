import type { Context, Filter } from 'nunjucks';
import { formatDay, formatInstant, formatNumber, formatPeriod } from '../../lib/format.ts';
import { say } from '../../lib/words.ts';
import type { Brand, MetricNote, Period, Words } from '../../types.ts';
import { numberLook } from '../kpiView.ts';
import { shownText } from '../plainText.ts';
import { relativeLink } from '../siteLinks.ts';
import { nunjucks } from '../templateLanguage.ts';

/** What every page's context has. */
interface PageContext {
  /** The page's folder below the site: links are made relative to it. */
  readonly folder: string;
  readonly words: Words;
  readonly look: Pick<Brand, 'locale' | 'currency' | 'timeZone'>;
}

/** The pages' filters: the only way from a value to words. Templates format, and never compute. */
export const PAGE_FILTERS: Readonly<Record<string, Filter>> = {
  /** A path of the site, as a link from this page. */
  link(path: string) {
    return relativeLink(pageContext(this).folder, path);
  },
  /** A phrase of the page's language: `'rows_of' | say({shown: 20, total: 134})`. */
  say(key: string, values?: Readonly<Record<string, string | number>>) {
    return say(pageContext(this).words, key, values);
  },
  /** A value in a metric's format: `value | number(metric)`. */
  number(value: number | null, note?: MetricNote) {
    const { look } = pageContext(this);
    return formatNumber(value, numberLook(note, look as Brand));
  },
  count(value: number) {
    return formatNumber(value, { format: 'integer', ...pageContext(this).look });
  },
  period(value: Period) {
    return formatPeriod(value, pageContext(this).words);
  },
  day(value: string) {
    return formatDay(value, pageContext(this).look.locale);
  },
  instant(value: string) {
    const { locale, timeZone } = pageContext(this).look;
    return formatInstant(value, locale, timeZone);
  },
  /** A text from data: at most 120 signs of it. */
  shown(value: string) {
    return shownText(value).text;
  },
  /** A sentence whose ranges ("5–11 October") stay on one line: word joiners around a dash between digits. */
  unbroken(value: string) {
    return value.replace(/(?<=\d)–(?=\d)/g, '\u2060–\u2060');
  },
  /** A text between the quotes of a style sheet. */
  css(value: string) {
    const quoted = shownText(value).text.replace(/["\\<>\n\r]/g, (sign) => `\\${sign.codePointAt(0)?.toString(16)} `);
    return new nunjucks.runtime.SafeString(`"${quoted}"`);
  },
};

function pageContext({ ctx }: Context): PageContext {
  return ctx as unknown as PageContext;
}
