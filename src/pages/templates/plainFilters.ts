import type { Filter } from 'nunjucks';
import { nunjucks } from '../templateLanguage.ts';

/**
 * Nunjucks' own filters that templates may use: those that make texts and lists of what they are given. Left out are
 * those that read members by name (they would read inherited ones), that throw dice, and that make objects into JSON.
 */
const PLAIN = [
  ...['abs', 'capitalize', 'd', 'default', 'e', 'escape', 'first', 'float', 'forceescape', 'int', 'last', 'length'],
  ...['list', 'lower', 'nl2br', 'reverse', 'round', 'safe', 'string', 'striptags', 'title', 'trim', 'truncate'],
  ...['upper', 'urlencode', 'wordcount'],
] as const;

/** The same, without the argument by which they would read members or match patterns. */
const NARROWED = { join: 2, sort: 3, replace: 4, batch: 3, center: 2, indent: 3, slice: 3 } as const;

/** The largest number that such a filter is told: each makes as much as it says. */
const LARGEST = 10_000;

export const PLAIN_FILTERS: readonly string[] = [...PLAIN, ...Object.keys(NARROWED)];

/** The filters by name, in an object that inherits nothing. */
export function plainFilters(own: Readonly<Record<string, Filter>>): Readonly<Record<string, Filter>> {
  const { filters } = new nunjucks.Environment([], { autoescape: true });
  const plain = PLAIN.map((name) => [name, filters[name]]);
  const narrowed = Object.entries(NARROWED).map(([name, most]) => {
    const filter = filters[name];
    return [name, narrow(name, most, filter)];
  });
  return Object.assign(Object.create(null), Object.fromEntries([...plain, ...narrowed]), own) as typeof filters;
}

function narrow(name: string, most: number, filter: Filter | undefined): Filter {
  return function narrowed(...values: readonly unknown[]): unknown {
    if (values.length > most || values.some((value) => typeof value === 'object' && hasNames(value)))
      throw new Error(`the filter "${name}" takes ${most - 1} arguments at most, and none by name`);
    if (values.slice(1).some((value) => Number(value) > LARGEST))
      throw new Error(`the filter "${name}" takes no number above ${LARGEST}`);
    return (filter as (...all: readonly unknown[]) => unknown).apply(this, [...values]);
  };
}

/** Arguments by name arrive as one object. */
function hasNames(value: object | null): boolean {
  return value !== null && Object.hasOwn(value, '__keywords');
}
