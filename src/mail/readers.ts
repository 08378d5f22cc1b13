import { join } from 'node:path';
import type { FoundAudiences } from '../editions/burst/audiencesOf.ts';
import { listFiles, readText } from '../lib/files.ts';
import { mailKey } from '../lib/mailKeys.ts';
import { recipientsOf, unsetVariables } from '../lib/recipients.ts';
import type { Brand, EditionKey, Effects, Team } from '../types.ts';
import { type OutboxEntry, readOutbox } from './ledger/outbox.ts';

/** Who is on an edition's list by now. */
export interface ReaderList {
  readonly addresses: readonly string[];
  /** Why somebody may be missing from it, where that may be. */
  readonly gap?: string;
}

/** The readers of an edition that are known by their hashes. */
export interface FoundReaders {
  readonly addresses: readonly string[];
  /** Hashes of those who are no longer on the list. */
  readonly removed: readonly string[];
  /** Hashes of those who may be on the list, if one knew it. */
  readonly unknown: readonly string[];
  readonly gap: string;
}

interface Lists {
  readonly outDir: string;
  readonly brands: readonly Brand[];
  readonly teams: readonly Team[];
  readonly env: Effects['env'];
}

/** The readers' addresses, which are not kept with their pending mails. */
export class AddressBook {
  readonly #lists: Lists;
  readonly #audiences = new Map<string, Promise<ReadonlyMap<string, FoundAudiences>>>();

  constructor(lists: Lists) {
    this.#lists = lists;
  }

  /** Who is on an edition's list now; undefined where the project or this machine has no such list. */
  async listOf({ brand, team, report, audience, periodName }: EditionKey): Promise<ReaderList | undefined> {
    if (audience !== null) {
      const known = await this.#audiencesOf(brand, report);
      const found = known.get(periodName) ?? [...known].sort(([a], [b]) => (a < b ? 1 : -1))[0]?.[1];
      if (found === undefined) return undefined;
      return { addresses: found.audiences.find(({ id }) => id === audience)?.recipients ?? [] };
    }
    const { brands, teams, env } = this.#lists;
    const [ofBrand, ofTeam] = [brands.find(({ name }) => name === brand), teams.find(({ name }) => name === team)];
    if (ofBrand === undefined || ofTeam === undefined) return undefined;
    const unset = unsetVariables({ team: ofTeam, brand: ofBrand, env });
    const gap = unset.length === 0 ? {} : { gap: `${unset.join(', ')} is not set.` };
    return { addresses: recipientsOf({ team: ofTeam, brand: ofBrand, env }), ...gap };
  }

  /** Finds the readers that an outbox knows by hash: on the edition's list, or, where that is gone, on any. */
  async find({ edition, again, to }: Pick<OutboxEntry, 'edition' | 'again' | 'to'>): Promise<FoundReaders> {
    const list = await this.listOf(edition);
    const candidates = list?.addresses ?? (await this.#all());
    const byKey = new Map(candidates.map((recipient) => [mailKey({ edition, recipient, again }), recipient]));
    const addresses = to.flatMap((key) => byKey.get(key) ?? []);
    const missing = to.filter((key) => !byKey.has(key));
    const nobody = edition.audience === null ? undefined : 'Its audiences are not known on this machine.';
    const gap = list === undefined ? nobody : list.gap;
    if (gap !== undefined) return { addresses, removed: [], unknown: missing, gap };
    return { addresses, removed: missing, unknown: [], gap: '' };
  }

  /** Every address that the project names: a list of a brand, team or report that is called something else by now. */
  async #all(): Promise<readonly string[]> {
    const { brands, teams, env, outDir } = this.#lists;
    const named = teams.flatMap((team) => brands.flatMap((one) => recipientsOf({ team, brand: one, env })));
    const files = await listFiles(join(outDir, 'audiences'));
    const reports = new Set(files.map((path) => path.split('/').slice(0, 2).join('/')));
    const found = await Promise.all([...reports].map((path) => this.#audiencesOf(...splitOnce(path))));
    const ofBursts = found.flatMap((known) =>
      [...known.values()].flatMap(({ audiences }) => audiences.flatMap(({ recipients }) => recipients)),
    );
    return [...new Set([...named, ...ofBursts])];
  }

  /** By the name of the period that they were found for. */
  #audiencesOf(brand: string, report: string): Promise<ReadonlyMap<string, FoundAudiences>> {
    const folder = `audiences/${brand}/${report}`;
    const known = this.#audiences.get(folder) ?? readAudiences(join(this.#lists.outDir, folder));
    this.#audiences.set(folder, known);
    return known;
  }
}

/** Editions of a brand whose mails to an audience's readers are pending, though this machine does not know the readers. */
export async function editionsWithoutReaders(outDir: string, brand: string): Promise<readonly EditionKey[]> {
  const { entries } = await readOutbox(outDir, brand);
  const ofAudiences = entries.flatMap(({ edition }) => (edition.audience === null ? [] : [edition]));
  const reports = [...new Set(ofAudiences.map(({ report }) => report))];
  const known = await Promise.all(reports.map((report) => readAudiences(join(outDir, 'audiences', brand, report))));
  const unknown = reports.filter((_, at) => known[at]?.size === 0);
  return ofAudiences.filter(({ report }) => unknown.includes(report));
}

function splitOnce(path: string): readonly [string, string] {
  const [brand = '', report = ''] = path.split('/');
  return [brand, report];
}

/** A file that is cut off is made again by the next run that builds. */
async function readAudiences(folder: string): Promise<ReadonlyMap<string, FoundAudiences>> {
  const found = new Map<string, FoundAudiences>();
  for (const path of await listFiles(folder)) {
    const name = /^([^/]+)\.json$/.exec(path)?.[1];
    const value = name === undefined ? undefined : audiencesIn((await readText(join(folder, path))) ?? '');
    if (name !== undefined && value !== undefined) found.set(name, value);
  }
  return found;
}

function audiencesIn(text: string): FoundAudiences | undefined {
  try {
    const value = JSON.parse(text) as Partial<FoundAudiences> | null;
    return Array.isArray(value?.audiences) ? (value as FoundAudiences) : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
