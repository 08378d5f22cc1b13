import * as z from 'zod';
import type { Grain, Weekday } from '../types.ts';
import { languageFault, recipientFault } from './faults.ts';
import { type Fault, sqlName } from './names.ts';

export const grains = ['day', 'week', 'month', 'quarter', 'year', 'all_time'] as const satisfies readonly Grain[];
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const satisfies readonly Weekday[];

/** A text in which `fault` finds nothing wrong. */
export function textWithout(fault: (value: string) => Fault | undefined) {
  return z.string().check((context) => {
    const found = fault(context.value);
    if (found !== undefined)
      context.issues.push({
        code: 'custom',
        message: found.message,
        params: { hint: found.hint },
        input: context.value,
      });
  });
}

export const someText = z.string().regex(/\S/);
/** A name that SQL uses. */
export const sqlNameField = textWithout(sqlName);
export const language = textWithout(languageFault);
export const recipient = textWithout(recipientFault);

/** One text for all languages, or one per language tag. */
export const localText = z.union([
  someText,
  z
    .record(language, someText)
    .refine((texts) => Object.keys(texts).length > 0, { error: 'It has no text in any language.' }),
]);

export const numberFormat = z.enum(['integer', 'decimal', 'percent', 'currency', 'days', 'hours', 'minutes']);
export const decimals = z.int().min(0).max(6);
export const grain = z.enum(grains);
export const weekday = z.enum(weekdays);

/** `x` or `[x, y]`, each once. */
export function oneOrMany<T extends z.ZodType>(item: T) {
  return z.union([item, listOf(item)]);
}

/** A list of at least one, each once. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.array(item).min(1).check(withoutRepeats);
}

/** Complains of the second of two equal entries. */
export function withoutRepeats(context: z.core.ParsePayload<unknown[]>): void {
  for (const [index, entry] of context.value.entries())
    if (context.value.indexOf(entry) < index)
      context.issues.push({
        code: 'custom',
        message: `"${entry}" is here twice.`,
        params: { hint: 'Keep one of the two.' },
        path: [index],
        input: entry,
      });
}

/** What `oneOrMany` took, as a list. */
export function asList<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}

/** What may be wanted of a metric's value. */
export const targetKeys = { at_least: z.number().optional(), at_most: z.number().optional() };

/** What may be told of a metric's value, and of its change against the period before as a share. */
export const alertKeys = {
  above: z.number().optional(),
  below: z.number().optional(),
  change_above: z.number().optional(),
  change_below: z.number().optional(),
};

/** Limits of a brand's own: each says at which grains it holds. */
export const ofGrains = { grain: oneOrMany(grain).describe('the grain, or grains, that it holds for') };
