/** What is said in a language: the messages of its catalogue, and what stands in them. */
import type { NumberFormat } from './metrics.ts';
import type { Period } from './time.ts';

/** A language as readers read it. */
export interface Words {
  /** BCP 47: of their numbers and days. */
  readonly locale: string;
  /** ICU MessageFormat by id, as `templates/words/<language>.json` has them. */
  readonly messages: Readonly<Record<string, string>>;
}

/** Something to be said, in whatever language: a message of the catalogue, and its values as they were measured. */
export interface Message {
  readonly id: string;
  readonly values?: Readonly<Record<string, MessageValue>>;
}

/** A number and how it is written, but for the language. */
export interface WrittenNumber {
  readonly number: number | null;
  readonly format: NumberFormat;
  readonly decimals?: number;
  readonly currency: string;
}

export type MessageValue =
  /** A text that is said as it is, a word that a message chooses by, or a count. */
  | string
  | number
  | Message
  | WrittenNumber
  /** A change between two values: what is told of it depends on how the number is written. */
  | (Omit<WrittenNumber, 'number'> & {
      readonly changed: {
        readonly change: number | null;
        readonly difference: number | null;
        readonly value?: number | null;
      };
    })
  | { readonly period: Period }
  /** What a metric is called; beside `{label}` a message has `{label_inside}`, as it is written within a sentence. */
  | { readonly label: string }
  /** Several, joined as the language lists things, or by what is said here. */
  | { readonly list: readonly MessageValue[]; readonly by?: string };
