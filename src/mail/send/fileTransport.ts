import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileExists, writeFileAtomic } from '../../lib/files.ts';
import { sha256 } from '../../lib/hash.ts';
import { fileNameOf } from '../../lib/safeText.ts';
import type { EditionKey } from '../../types.ts';
import type { Transport } from './transport.ts';

/**
 * Writes mails as `.eml` files, which every mail program opens, in place of sending them:
 * `<folder>/<brand>/<team>/<report>-<period>-<recipient>.eml`. A file that is there with the same bytes stays.
 */
export function fileTransport(folder: string): Transport {
  return {
    open: async () => null,
    async send({ edition, recipient, bytes }) {
      const path = join(folder, emlPath(edition, recipient));
      if ((await fileExists(path)) && Buffer.compare(await readFile(path), bytes) === 0) return { status: 'already' };
      await writeFileAtomic(path, bytes);
      return { status: 'written', detail: path };
    },
    close: async () => undefined,
  };
}

/** Relative to the folder of mails. Two recipients never share a file, whatever their addresses are made of. */
export function emlPath({ brand, team, report, audienceSlug, periodName }: EditionKey, recipient: string): string {
  const plain = fileNameOf(recipient.toLowerCase());
  const reader = plain === recipient ? plain : `${plain}-${sha256(recipient).slice(0, 8)}`;
  const name = [report, ...(audienceSlug === undefined ? [] : [audienceSlug]), periodName, reader].join('-');
  return join(brand, team, `${name}.eml`);
}
