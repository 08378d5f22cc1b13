import { domainToASCII } from 'node:url';
import type { Brand, EditionKey, Snapshot } from '../types.ts';
import { hashOf, sha256 } from './hash.ts';

/**
 * An address as mail servers take it: the domain in ASCII ("bücher.example" → "xn--bcher-kva.example"). What stands
 * before the @ is the mail server's own, and stays. A domain that has no such form stays too.
 */
export function asciiAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  return domain === '' ? address : `${address.slice(0, at)}@${domain}`;
}

/**
 * What one mail is known by in the ledger and the outbox: the edition and the reader, and nothing of how the sender is
 * called. It does not give the reader away. `again` is set where an edition is mailed once more on purpose.
 */
export function mailKey({
  edition,
  recipient,
  again,
}: {
  readonly edition: Pick<EditionKey, 'id' | 'brand'>;
  readonly recipient: string;
  readonly again?: string | undefined;
}): string {
  const parts = [edition.id, asciiAddress(recipient).toLowerCase(), edition.brand];
  return sha256(JSON.stringify(again === undefined ? parts : [...parts, again])).slice(0, 40);
}

/** Hash of what a mail tells, without the names of folders: a report or brand that is renamed says the same. */
export function contentOf(
  { edition, title, data }: Pick<Snapshot, 'edition' | 'title' | 'data'>,
  brand: Pick<Brand, 'title'>,
): string {
  const { period, audience } = edition;
  return hashOf([brand.title, period, audience, title, data]).slice(0, 40);
}

/** What a content is known by that has gone to a reader. */
export function contentKey(content: string, recipient: string): string {
  return sha256(JSON.stringify([content, asciiAddress(recipient).toLowerCase()])).slice(0, 40);
}
