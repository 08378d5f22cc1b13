import type { EditionInWork, Message, SourceAsOf, Verdict } from '../../types.ts';

/** An edition that may come out, with what its brands' own sources and checks say of it. */
export interface SpannedEdition {
  readonly edition: EditionInWork;
  /** One per brand, named by its title: as of the source that lags most. */
  readonly asOf: readonly SourceAsOf[];
  readonly verdicts: readonly Verdict[];
  readonly key: string;
  /** Which brands had to be left out, as messages. */
  readonly cautions: readonly Message[];
}
