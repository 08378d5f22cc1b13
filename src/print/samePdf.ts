/**
 * A PDF's bytes with all that tells one print from another taken out, at the same length, so that no offset moves: the
 * dates become `day` at midnight UTC; and the ids of structure elements, which Chromium takes from counters that other
 * prints and races between its threads move, count from 1 in the order of the file. Text is compressed, so untouched.
 */
export function samePdf(pdf: Uint8Array, day: string): Uint8Array {
  const text = Buffer.from(pdf).toString('latin1');
  const midnight = `D:${day.replaceAll('-', '')}000000+00'00'`;
  const dated = text.replace(/\/(CreationDate|ModDate) \(D:\d{14}\+00'00'\)/g, `/$1 (${midnight})`);
  const rewritten = sortedIdTree(renumberedIds(dated));
  if (rewritten.length !== text.length) throw new Error('The rewritten PDF has another length.');
  return Buffer.from(rewritten, 'latin1');
}

function renumberedIds(text: string): string {
  const ids = new Set([...text.matchAll(/\/ID \((node\d{8})\)/g)].flatMap((match) => match[1] ?? []));
  const renamed = new Map([...ids].map((id, index) => [id, `node${String(index + 1).padStart(8, '0')}`]));
  return text.replace(/(?<!\/(?:Title|Alt|ActualText) )\((node\d{8})\)/g, (whole, id: string) => {
    const name = renamed.get(id);
    return name === undefined ? whole : `(${name})`;
  });
}

/** Readers look ids up by halving, so the tree of ids (one leaf, as Chromium writes it) is put in order again. */
function sortedIdTree(text: string): string {
  const leaf = /\/Limits \[[^\]]*\]\s\/Names \[((?:\(node\d{8}\) \d+ 0 R ?)+)\]/g;
  return text.replace(leaf, (_, names: string) => {
    const entries = (names.match(/\(node\d{8}\) \d+ 0 R/g) ?? []).sort();
    const [first = '', last = ''] = [entries[0], entries.at(-1)].map((entry) => entry?.slice(0, 14));
    return `/Limits [${first} ${last}]\n/Names [${entries.join(' ')}]`;
  });
}

/** How many pages a PDF of Chromium has: the count of its page tree's root. */
export function pageCount(pdf: Uint8Array): number {
  const text = Buffer.from(pdf).toString('latin1');
  const counts = [...text.matchAll(/\/Type \/Pages\s+\/Count (\d+)/g)].map((match) => Number(match[1]));
  if (counts.length === 0) throw new Error('This is not a PDF as Chromium writes it.');
  return Math.max(...counts);
}
