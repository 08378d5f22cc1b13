import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf, stableJson } from '../lib/hash.ts';
import { ProblemsError } from '../lib/problem.ts';
import type { PullState } from '../types.ts';
import type { ExtractPlace, StoredManifest } from './extractManifest.ts';
import { loadChanges } from './loadChanges.ts';
import { loadEverything } from './loadEverything.ts';
import { loadParts, standingParts } from './loadParts.ts';
import { pastExtracts, stillKept } from './pastExtracts.ts';
import { standingExtract } from './standingExtract.ts';
import { keepExtract, type NewExtract, storeExtract } from './storeExtract.ts';
import type { Former, Loaded, LoadRequest, PulledTable, Stored, TablePull } from './tablePull.ts';

/** Changes when the same files are read or laid out otherwise: extracts of an older edition are then built anew. */
const LOAD_EDITION = 5;

/**
 * Pulls one table: what is new on the remote system, laid over what stands. Where that does not add up, everything is asked for. Each
 * brand's extract is replaced as a whole, or not at all.
 */
export async function pullTable(pull: TablePull): Promise<PulledTable> {
  const { source, table, effects, brands, budget } = pull;
  const definition = definitionOf(pull);
  const stored = await Promise.all(brands.map((brand) => standingOf(pull, brand)));
  const former = stored.map((manifest) => (manifest?.definition === definition ? manifest : undefined));
  const before = budget.calls;
  const request = { pull, definition, former, calls: () => budget.calls - before };
  let loaded = await bring(request, commonState(former));
  if (isIncomplete(loaded)) {
    effects.log.info(`${source.name}.${table.name}: ${loaded.incomplete} All of it is pulled.`);
    loaded = await bring(request, null);
  }
  if (isIncomplete(loaded))
    throw new ProblemsError([{ ...table.place, message: loaded.incomplete, hint: 'Run it again.' }]);
  if (loaded === 'unchanged') return { stored: await keepAll(pull, former), refused: [] };
  const results: Stored[] = [];
  const refused: PulledTable['refused'][number][] = [];
  for (const [index, extract] of loaded.entries()) {
    if ('problems' in extract) {
      refused.push({ brand: brands[index] ?? '', problems: extract.problems });
      continue;
    }
    pull.atStep('loaded');
    const place = placeOf(pull, brands[index] ?? '');
    const pastOf = (before: StoredManifest | undefined, replacing: NewExtract | null) =>
      pastExtracts(pull, place, { former: before, replacing });
    const isShared = source.brandColumn === undefined && brands.length > 1;
    results.push(await storeExtract(place, extract, { isShared, atStep: pull.atStep, pastOf }));
    tellEmptied(pull, stored[index], extract);
  }
  return { stored: results, refused };
}

/** What can be built upon. Damage is healed by a pull of everything, and told. */
async function standingOf(pull: TablePull, brand: string): Promise<StoredManifest | undefined> {
  const { source, table, effects } = pull;
  const standing = await standingExtract(placeOf(pull, brand));
  if (standing.state === 'damaged')
    effects.log.warn(
      `${source.name}.${table.name}: what stood for ${brand} cannot be relied on (${standing.reason}). All of it is pulled.`,
    );
  return standing.state === 'whole' ? standing.manifest : undefined;
}

/** It may be so, and it is what a remote system that has lost its data looks like. */
function tellEmptied(
  { source, table, effects }: TablePull,
  before: StoredManifest | undefined,
  { rows }: NewExtract,
): void {
  if (before === undefined || before.rows === 0 || rows > 0) return;
  effects.log.warn(
    `${source.name}.${table.name}: the ${before.rows} rows that ${before.brand} had are gone; there are none now.`,
  );
}

async function keepAll(pull: TablePull, former: Former): Promise<readonly Stored[]> {
  const standing = former.filter((manifest) => manifest !== undefined);
  return Promise.all(
    standing.map(async (manifest) => {
      const { now } = pull.effects;
      const past = stillKept(pull.table, manifest.past, now);
      const kept = await keepExtract(placeOf(pull, manifest.brand), { ...manifest, past }, { now, former: manifest });
      return { manifest: kept, isReused: true };
    }),
  );
}

function isIncomplete(loaded: Loaded): loaded is { readonly incomplete: string } {
  return typeof loaded === 'object' && 'incomplete' in loaded;
}

async function bring(request: LoadRequest, since: PullState | null): Promise<Loaded> {
  const { table, folder, connection, atStep } = request.pull;
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'in'), { recursive: true });
  const brought = await connection.pull({ table, folder: join(folder, 'in'), since, standing: standingParts(request) });
  atStep('brought');
  switch (brought.mode) {
    case 'unchanged':
      return 'unchanged';
    case 'everything':
      return loadEverything(request, brought);
    case 'changes':
      return loadChanges(request, brought);
    case 'parts':
      return loadParts(request, brought);
  }
}

/** Equal where the same rows would be loaded in the same way. */
function definitionOf({ source, table, version }: TablePull): string {
  const { columns, key, cursor, options } = table;
  const order = Object.entries(columns);
  // Which brands' rows are too bad is judged when they are read.
  const apart = source.brandColumn === undefined ? null : [source.brandColumn, table.maxBadRows ?? 0];
  return hashOf([LOAD_EDITION, source.kind, apart, order, key, cursor ?? null, version, options]);
}

/**
 * The state that all brands can be brought forward from. They differ where a run was for some of them only, or ended between
 * two of them: the oldest then, because rows that come again do no harm. Null where there is none, or no telling which is the
 * oldest.
 */
function commonState(former: Former): PullState | null {
  const known = former.filter((manifest) => manifest !== undefined);
  if (known.length < former.length) return null;
  const [oldest] = [...known].sort((a, b) => (a.stateOf < b.stateOf ? -1 : 1));
  if (oldest === undefined) return null;
  const sameRun = known.filter(({ stateOf }) => stateOf === oldest.stateOf);
  return sameRun.every(({ state }) => stableJson(state) === stableJson(oldest.state)) ? oldest.state : null;
}

function placeOf({ outDir, source, table }: TablePull, brand: string): ExtractPlace {
  return { outDir, source: source.name, table: table.name, brand };
}
