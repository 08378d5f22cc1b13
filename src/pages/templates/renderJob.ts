/** What is asked of the process that renders, and what it answers: data alone. */

/** Templates by name, each with its text. A job names the set that it is rendered with. */
export interface TemplateSet {
  readonly kind: 'templates';
  readonly set: string;
  readonly templates: ReadonlyMap<string, string>;
}

export interface RenderJob {
  readonly kind: 'job';
  readonly id: number;
  readonly set: string;
  /** What errors call the source: a template's name, or what the caller knows it by. */
  readonly name: string;
  /** The template itself, where it is none of the set. */
  readonly source?: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** What each tag of the body shows, by the tag's call: a part and its data. */
  readonly tags: ReadonlyMap<string, TagView | null>;
  /** Of a page of the site: its folder, and the script that it may have. What else it asks for is an error. */
  readonly page?: { readonly folder: string; readonly script: string };
  /** Sentences per block of data, for `insights`; in texts without, undefined. */
  readonly insights?: Readonly<Record<string, readonly string[]>>;
}

export interface TagView {
  readonly part: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where in which template something went wrong; the name is as the set or the job has it. */
export interface TemplateError {
  readonly name: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly hint?: string;
}

export type RenderAnswer =
  | { readonly id: number; readonly text: string }
  | { readonly id: number; readonly errors: readonly TemplateError[] };
