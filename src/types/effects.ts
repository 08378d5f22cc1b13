/** What a run is given from outside. */
import type { Instant } from './time.ts';

export interface Log {
  /** Something that a person who watches wants to know. */
  info(message: string): void;
  /** Something that went wrong and was survived. */
  warn(message: string): void;
  /** Replaces the last progress line on a terminal; silent in a log. */
  progress(message: string): void;
}

/** The outside world, as small as it can be: handed to folders, never fetched by them. */
export interface Effects {
  readonly now: Instant;
  /** Nothing in data can have happened later: a day after `now`, or a year where `now` is pretended. Absent: nobody knows. */
  readonly latest?: Instant;
  readonly log: Log;
  /** An environment variable's value: the only way to a secret. Empty strings count as missing. */
  readonly env: (name: string) => string | undefined;
}
