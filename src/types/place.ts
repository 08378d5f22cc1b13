/** A place in a content file; `file` is relative to the project, lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** One text for all languages, or one per language tag ("en", "ko"). */
export type LocalText = string | Readonly<Record<string, string>>;

export type Severity = 'error' | 'warn';
