import { sha256 } from './hash.ts';

const LONGEST = 48;
const HASH_DIGITS = 12;

/**
 * A text as one part of an address and of a file's name: small ASCII letters, digits and `-`, at most 61 characters.
 * What is such a part already stays as it is; everything else becomes what can be read of it and a hash, so that no two
 * texts share one, on a disk that does not tell A from a either.
 */
export function slugOf(text: string): string {
  const readable = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9_-]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^[-_]+|[-_]+$/g, '');
  // A text that ends like a hash could be the slug of another; one that begins like a date would lie among the periods.
  const isPlain = readable === text && !/(^|-)[0-9a-f]{12}$/.test(text) && !/^\d{4}-/.test(text) && text !== '';
  if (isPlain) return text;
  return [readable, sha256(text.toWellFormed()).slice(0, HASH_DIGITS)].filter((part) => part !== '').join('-');
}
