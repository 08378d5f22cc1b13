import type { PublishedEdition } from '../../editions/published/publishedIndex.ts';
import type { Outbox } from '../ledger/outbox.ts';

/** A brand's outbox, and the published editions that it names. */
export interface BrandOutbox {
  readonly outbox: Outbox;
  readonly published: ReadonlyMap<string, PublishedEdition>;
}
