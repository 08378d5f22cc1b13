import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import type {
  Audience,
  EditionFiles,
  EditionInWork,
  EditionKey,
  Instant,
  ManifestEdition,
  Report,
  Unpulled,
} from '../types.ts';
import type { PublishedEdition } from './published/publishedIndex.ts';

const NONE = { snapshot: null, html: null, pdf: null };

/** One edition on its way through a run: where its files lie, and what has become of it so far. */
export class EditionWork implements EditionInWork {
  readonly key: EditionKey;
  readonly dueAt: Instant;
  readonly report: Report;
  readonly audience?: Audience;
  /** Of a period that others of its burst have published: it stands for the held editions alone. */
  readonly isMadeUpFor: boolean;
  readonly paths: EditionFiles;
  isRemade = false;
  /** Whether what it shows was found without a single row. */
  hasNoRows = false;
  #status: 'ready' | 'held' | 'failed' | 'left' | 'unchanged' = 'ready';
  /** Whether it is still to come out, though this run could not bring it out. */
  get isOpen(): boolean {
    return this.#status === 'held' || this.#status === 'failed';
  }

  /** Held because what it shows has no row at all yet: nobody knows when somebody begins to count. */
  get isUnbegun(): boolean {
    return this.#status === 'held' && this.hasNoRows;
  }

  /** What was published under its id, where it is not made again. */
  #published: PublishedEdition | undefined;
  #reasons: readonly string[] = [];
  /** Worth knowing, though the edition comes out all the same. */
  #notes: readonly string[] = [];
  #warnings: readonly string[] = [];

  constructor({
    key,
    dueAt,
    report,
    audience,
    isMadeUpFor = false,
  }: Pick<EditionInWork, 'key' | 'dueAt' | 'report' | 'audience'> & { readonly isMadeUpFor?: boolean }) {
    this.key = key;
    this.dueAt = dueAt;
    this.report = report;
    if (audience !== undefined) this.audience = audience;
    this.isMadeUpFor = isMadeUpFor;
    this.paths = editionFiles(key);
  }

  get isReady(): boolean {
    return this.#status === 'ready';
  }

  hold(reasons: readonly string[]): void {
    this.#status = 'held';
    this.#reasons = reasons;
  }

  fail(reasons: readonly string[]): void {
    this.#status = 'failed';
    this.#reasons = reasons;
  }

  /** It has been published, and stays as it is. */
  keep(published: PublishedEdition): void {
    this.#status = 'unchanged';
    this.#published = published;
  }

  /** What was published under its id, where it stays as it is. */
  get published(): PublishedEdition | undefined {
    return this.#published;
  }

  get isUnchanged(): boolean {
    return this.#status === 'unchanged';
  }

  leave(): void {
    this.#status = 'left';
  }

  get notes(): readonly string[] {
    return this.#notes;
  }

  /** Adds what a reader of the manifest should know beside its status. */
  note(notes: readonly string[]): void {
    this.#notes = [...this.#notes, ...notes];
  }

  /** Adds what a maintainer should see to, though the edition comes out as it should. */
  warn(warnings: readonly string[]): void {
    this.#warnings = [...this.#warnings, ...warnings];
  }

  /** Notes where a table that it needs ("source.table") could not be pulled now. */
  restOn({ needed, unpulled }: Rests): void {
    this.note(earlierData({ needed, unpulled }, this.key.brand));
  }

  /** The edition as the manifest tells it, if it is this run's. Without a publishing stage nothing is newly published. */
  manifest(index: ArtifactIndex, publishes: boolean): ManifestEdition | undefined {
    const status = this.#status;
    if (status === 'left') return undefined;
    const { id, brand, team, report, audience, period } = this.key;
    const { snapshot, html, pdf } = this.paths;
    if (status === 'unchanged') return this.#unchanged();
    const made = { snapshot: index.get(snapshot), html: index.get(html), pdf: index.get(pdf) };
    return {
      ...{ id, brand, team, report, audience, period },
      status: status !== 'ready' ? status : this.isRemade && publishes ? 'published' : 'unchanged',
      reasons: [...this.#reasons, ...this.#notes],
      ...(this.#warnings.length === 0 ? {} : { warnings: this.#warnings }),
      snapshot: made.snapshot === undefined ? null : snapshot,
      html: made.html === undefined ? null : html,
      pdf: made.pdf === undefined ? null : pdf,
      pdfPages: made.pdf?.pages ?? null,
      sha256: {
        snapshot: made.snapshot?.sha256 ?? null,
        html: made.html?.sha256 ?? null,
        pdf: made.pdf?.sha256 ?? null,
      },
      reused: this.isReady && !this.isRemade,
    };
  }

  #unchanged(): ManifestEdition {
    const { sha256, pdfPages } = this.#published ?? { sha256: NONE, pdfPages: null };
    const { id, brand, team, report, audience, period } = this.key;
    return {
      ...{ id, brand, team, report, audience, period },
      ...{ status: 'unchanged', reasons: this.#notes, ...this.paths, pdfPages, sha256, reused: true },
    };
  }
}

/** Where an edition's files lie below the output folder. */
export function editionFiles({ id, folder }: EditionKey): EditionFiles {
  return { snapshot: `snapshots/${id}.json`, html: `site/${folder}/index.html`, pdf: `pdf/${folder}.pdf` };
}

/** Those that nothing stands against so far. */
export function readyOf(works: readonly EditionWork[]): readonly EditionWork[] {
  return works.filter(({ isReady }) => isReady);
}

interface Rests {
  readonly needed: readonly string[];
  readonly unpulled: ReadonlyMap<string, Unpulled>;
}

/**
 * Which tables that are needed could not be pulled for a brand now: its numbers then come from the last pull that went
 * well, and what these cover of the period decides whether they may.
 */
export function earlierData({ needed, unpulled }: Rests, brand: string): readonly string[] {
  const notes = needed.flatMap((name) => {
    const reason = unpulledReason(name, brand, unpulled);
    const [source = ''] = name.split('.');
    return reason === undefined
      ? []
      : [`The source "${source}" could not be pulled; its data is of an earlier run. ${reason}`];
  });
  return [...new Set(notes)];
}

/** Why a table did not come for a brand; undefined where it did. */
function unpulledReason(name: string, brand: string, unpulled: ReadonlyMap<string, Unpulled>): string | undefined {
  const [source = '', table] = name.split('.');
  const failure = unpulled.get(source);
  if (failure?.tables === undefined) return failure?.reason;
  const isIts = failure.tables.some((one) => one.table === table && (one.brands?.includes(brand) ?? true));
  return isIts ? failure.reason : undefined;
}
