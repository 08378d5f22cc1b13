import { join } from 'node:path';
import type { Uses } from '../duckdb/tableUses.ts';
import { hashOf } from '../lib/hash.ts';
import { ZONE_DATABASE } from '../lib/zoneOffsets.ts';
import type { Brand, ExtractManifest, Log, Model, Source } from '../types.ts';
import { buildWarehouse, type WarehouseRequest } from './buildWarehouse.ts';
import { isDamage } from './damage.ts';
import { filledModels, writeFilledModels } from './filledModels.ts';
import { lineageOf } from './lineage.ts';
import { modelKeys } from './modelKeys.ts';
import { type BuildFailures, fingerprintOf, readContents, writeContents } from './warehouseContents.ts';

export interface RefreshedWarehouse {
  readonly file: string;
  /** A hash of what each model and source table ("source.table") is made from, by name. */
  readonly keys: ReadonlyMap<string, string>;
  /** Why what is asked for, or what it rests on, is missing in it. */
  readonly failures: BuildFailures;
  /** Makes the file anew, all of it: where it turns out to be damaged. */
  readonly remake: () => Promise<void>;
}

export interface RefreshRequest extends Pick<WarehouseRequest, 'settings' | 'modelMs' | 'parallel'> {
  readonly outDir: string;
  readonly engineKey: string;
  readonly brand: Brand;
  readonly sources: readonly Source[];
  readonly models: readonly Model[];
  /** The models and source tables ("source.table") that the warehouse will be asked for. */
  readonly asked: readonly string[];
  /** The models of which it has to be known whether they have rows. */
  readonly marts: readonly string[];
  /** Of this brand. */
  readonly extracts: readonly ExtractManifest[];
  /** What each model reads directly. */
  readonly uses: ReadonlyMap<string, Uses>;
  readonly log: Log;
}

/**
 * Makes what a brand's warehouse is asked for and does not hold: what is not in the file, or was made from something else
 * (see modelKeys), or failed in a way that may pass. What is in it and has not changed stays as it is.
 */
export async function refreshWarehouse(request: RefreshRequest): Promise<RefreshedWarehouse> {
  const file = join(request.outDir, 'warehouse', `${request.brand.name}.duckdb`);
  const before = underWay.get(file) ?? Promise.resolve();
  const made = before.catch(() => undefined).then(() => refresh(request, file));
  underWay.set(file, made);
  return made;
}

/** Several brands may span one: its file is worked at by one after the other. */
const underWay = new Map<string, Promise<unknown>>();

async function refresh(request: RefreshRequest, file: string): Promise<RefreshedWarehouse> {
  const { engineKey, brand, models, log } = request;
  const { name, title, locale, timeZone, weekStart, currency } = brand;
  const facts = { name, title, locale, timeZone, weekStart, currency };
  const keys = modelKeys({ ...request, base: hashOf([engineKey, facts, ZONE_DATABASE]) });
  // A failure is told at its line: where there is one, a line that has moved is told anew.
  const toldAt = hashOf(models.map(({ name: model, sql, place }) => [model, sql, place]));
  const own = (names: readonly string[]) => names.filter((one) => keys.has(one));
  const task: Task = { ...request, asked: own(request.asked), marts: own(request.marts), file, keys, toldAt };
  const standing = await standingOf(task);
  const remake = async (): Promise<void> => {
    log.warn(`warehouse/${name}.duckdb is not as it was made, and is made anew.`);
    await build(task, { ...standing, ...NOTHING });
  };
  const failures = await build(task, standing).catch((error) => {
    if (!isDamage(error)) throw error;
    return build(task, { ...standing, ...NOTHING });
  });
  return { file, keys, failures, remake };
}

interface Task extends RefreshRequest {
  readonly file: string;
  readonly keys: ReadonlyMap<string, string>;
  readonly toldAt: string;
}

interface Standing {
  /** Whether the file is as it was made. */
  readonly isWhole: boolean;
  /** The keys of what stands in the file as it would be made now. */
  readonly kept: ReadonlyMap<string, string>;
  /** Failures that would come out again. */
  readonly known: BuildFailures;
  /** The keys of the models of which it is known whether they have rows. */
  readonly looked: ReadonlyMap<string, string>;
}

const NOTHING = { isWhole: false, kept: new Map<string, string>() } as const;

async function standingOf({ outDir, brand, file, keys, toldAt }: Task): Promise<Standing> {
  const contents = await readContents(outDir, brand.name);
  if (contents === undefined) return { ...NOTHING, known: new Map(), looked: new Map() };
  const same = [...contents.failed].filter(([name, one]) => keys.get(name) === one.key && one.toldAt === toldAt);
  const isWhole = contents.fingerprint === (await fingerprintOf(file));
  const isSame = ([name, key]: readonly [string, string]): boolean => keys.get(name) === key;
  const areRowsKnown = (await filledModels(outDir, { name: brand.name })) !== undefined;
  return {
    isWhole,
    kept: new Map(isWhole ? [...contents.standing].filter(isSame) : []),
    known: new Map(same.map(([name, { problems }]) => [name, problems])),
    looked: new Map(areRowsKnown ? [...contents.looked].filter(isSame) : []),
  };
}

/** Makes what is missing, if anything is, and gives why something is missing still. */
async function build(task: Task, { isWhole, kept, known, ...before }: Standing): Promise<BuildFailures> {
  const { outDir, brand, models, sources, extracts, asked, marts, keys, toldAt, uses, file } = task;
  const { settings, modelMs, parallel } = task;
  const looked = marts.filter((name) => !before.looked.has(name));
  const missing = asked.filter((one) => !kept.has(one) && !known.has(one));
  if (isWhole && missing.length + looked.length === 0) return known;
  const isModel = (name: string): boolean => models.some((model) => model.name === name);
  const needed = lineageOf({ models: [...asked, ...looked].filter(isModel), sourceTables: [] }, uses);
  const built = await buildWarehouse({
    ...{ file, outDir, brand, sources, extracts, asked, looked, known, kept: [...kept.keys()] },
    models: models.filter(({ name }) => needed.models.includes(name)),
    ...{ ...(settings && { settings }), ...(modelMs && { modelMs }), ...(parallel && { parallel }) },
  });
  const failing = looked.filter((name) => built.failures.has(name)).map((name) => [name, false] as const);
  const hasRows = new Map([
    ...failing,
    ...built.looked,
    ...built.models.map(({ name, rows }) => [name, rows > 0] as const),
  ]);
  await writeFilledModels(outDir, brand.name, { hasRows, names: new Set(keys.keys()) });
  const keyed = (names: Iterable<string>) => new Map([...names].map((name) => [name, keys.get(name) ?? '']));
  const lasting = built.isFinal ? built.failures : known;
  const failed = [...lasting].map(([name, problems]) => {
    return [name, { key: keys.get(name) ?? '', toldAt, problems }] as const;
  });
  await writeContents(outDir, brand.name, {
    fingerprint: (await fingerprintOf(file)) ?? '',
    standing: keyed(built.holds),
    failed: new Map(failed),
    looked: keyed([...before.looked.keys(), ...hasRows.keys()]),
  });
  return built.failures;
}
