import { isAddress } from '../../lib/recipients.ts';
import { oneLine } from '../../lib/safeText.ts';
import type { Audience, Cell, Column } from '../../types.ts';

/** Who the rows of a burst's query are, and what is wrong with some of them. */
export interface FoundAudiences {
  /** Sorted by id. */
  readonly audiences: readonly Audience[];
  /** Rows that no edition can be made for. */
  readonly faults: readonly string[];
  /** Per id: what is worth knowing, though its edition comes out. */
  readonly notes: Readonly<Record<string, readonly string[]>>;
}

interface Rows {
  readonly columns: readonly Pick<Column, 'name'>[];
  readonly rows: readonly (readonly Cell[])[];
}

const TITLE_LETTERS = 80;

/**
 * The audiences that a burst's query names. Rows of one audience are one audience, with the recipients of all of them.
 * A row without an id makes none; a title that is missing is the id; an entry of `recipients` that is no mail address
 * gets no mail, and is not shown.
 */
export function audiencesOf(query: string, { columns, rows }: Rows): FoundAudiences {
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const [id, title, recipients] = [at('audience'), at('title'), at('recipients')];
  const byId = Map.groupBy(rows, (row) => String(row[id] ?? ''));
  // What follows a NUL would be lost in every text of SQL.
  const named = [...byId].filter(([name]) => name.trim() !== '' && !name.includes('\0'));
  const nameless = rows.length - named.reduce((sum, [, own]) => sum + own.length, 0);
  const notes = new Map<string, readonly string[]>();
  const audiences = named.map(([name, own]): Audience => {
    const said = own.map((row) => oneLine(String(row[title] ?? ''), TITLE_LETTERS)).filter((text) => text !== '');
    const titles = [...new Set(said)].sort();
    const entries = own.flatMap((row) => String(row[recipients] ?? '').split(',')).map((entry) => entry.trim());
    const addresses = entries.filter((entry) => entry !== '');
    const wrong = addresses.filter((entry) => !isAddress(entry)).length;
    const told = [
      ...(titles.length > 1 ? [`The query ${query} gives it ${titles.length} titles; the first is taken.`] : []),
      ...(wrong > 0 ? [`The query ${query} gives it ${addressCount(wrong)}: no mail goes there.`] : []),
    ];
    if (told.length > 0) notes.set(name, told);
    const once = new Map(addresses.filter(isAddress).map((address) => [address.toLowerCase(), address]));
    return {
      id: name,
      title: titles[0] ?? oneLine(name, TITLE_LETTERS),
      recipients: [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, address]) => address),
    };
  });
  return {
    audiences: audiences.sort((a, b) => (a.id < b.id ? -1 : 1)),
    faults: [
      ...(rows.length === 0 ? [`The query ${query} gave no row: there is nobody to make an edition for.`] : []),
      ...(nameless === 0 ? [] : [`The query ${query} gave ${rowCount(nameless)} without an audience.`]),
    ],
    notes: Object.fromEntries(notes),
  };
}

function addressCount(count: number): string {
  return count === 1 ? 'an entry that is no mail address' : `${count} entries that are no mail addresses`;
}

function rowCount(count: number): string {
  return count === 1 ? 'a row' : `${count} rows`;
}
