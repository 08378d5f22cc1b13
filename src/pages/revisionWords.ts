import { formatInstant, formatNumber } from '../lib/format.ts';
import { say } from '../lib/words.ts';
import type { Brand, MetricNote, Snapshot } from '../types.ts';
import { numberLook } from './kpiView.ts';

/** How an edition differs from what its readers had by mail, a sentence for each time that it was made again. */
export function revisionWords(
  { revisions = [] }: Snapshot,
  { brand, notes }: { readonly brand: Brand; readonly notes: ReadonlyMap<string, MetricNote> },
): readonly string[] {
  return revisions.map(({ at, kind, changes }) => {
    const told = changes.map(({ metric, was, is }) => {
      const note = notes.get(metric);
      if (note === undefined) return '';
      const number = (value: number | null): string => formatNumber(value, numberLook(note, brand));
      return say(brand.words, 'revised_value', { metric: note.label, was: number(was), is: number(is) });
    });
    const values = told.filter((text) => text !== '').join(', ');
    const when = formatInstant(at, brand.locale, brand.timeZone);
    return say(brand.words, `revision_${kind}`, {
      when,
      values: values === '' ? say(brand.words, 'revised_others') : values,
    });
  });
}
