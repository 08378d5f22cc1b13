import { join } from 'node:path';
import type { ArtifactIndex } from '../../lib/artifactIndex.ts';
import { readJson, writeFileAtomic } from '../../lib/files.ts';
import { hashOf, sha256 } from '../../lib/hash.ts';
import { ownValue } from '../../lib/ownValue.ts';
import { PERIODS_SHOWN } from '../../lib/period.ts';
import { reasonsOf } from '../../lib/problem.ts';
import { plainSql } from '../../lib/sqlTokens.ts';
import type { Audience, Brand, Cell, Column, EditionKey, Effects, Period, Report, ReportQuery } from '../../types.ts';
import { EditionWork } from '../editionWork.ts';
import type { HeldEdition } from '../heldEditions.ts';
import type { DueEdition } from '../published/publishedIndex.ts';
import { audiencesOf, type FoundAudiences } from './audiencesOf.ts';

/** How a burst's query is asked; absent where this run builds nothing, and what the last build found stands. */
export interface AudienceSource {
  /** Hash of the data that a query would be asked of. */
  readonly dataKeyOf: (query: ReportQuery) => string;
  readonly queries: readonly ReportQuery[];
  readonly run: (
    query: ReportQuery,
    parameters: Readonly<Record<string, Cell>>,
  ) => Promise<{
    readonly columns: readonly Pick<Column, 'name'>[];
    readonly rows: readonly (readonly Cell[])[];
  }>;
}

/**
 * Puts the editions of each burst, one per audience, in the place of what was planned for it: who the audiences are is
 * known only once the brand's data are. What was planned stays to be told where it is held: the query names nobody, or
 * a row of it nobody. Of periods that are past, only held editions are made up for.
 */
export async function openBursts(request: {
  readonly outDir: string;
  readonly index: ArtifactIndex;
  /** Changed: sorted by id again. */
  readonly works: EditionWork[];
  readonly held: readonly HeldEdition[];
  readonly brand: Brand;
  readonly keyOf: (brand: Brand, report: Report, period: Period, audience: string) => EditionKey;
  readonly source?: AudienceSource;
}): Promise<void> {
  const { works, held, brand, keyOf } = request;
  const editions: EditionWork[] = [];
  for (const planned of works.filter(({ isReady, report }) => isReady && report.burst !== undefined)) {
    const { key, dueAt, report } = planned;
    const found = await audiencesFor(planned, request).catch((error: unknown) => {
      planned.fail(reasonsOf(error));
    });
    if (found === undefined) continue;
    const due = new Set(held.filter((one) => planned.isMadeUpFor && isOf(one, key)).map(({ audience }) => audience));
    for (const audience of found.audiences) {
      if (planned.isMadeUpFor && !due.has(audience.id)) continue;
      const edition = new EditionWork({ key: keyOf(brand, report, key.period, audience.id), dueAt, report, audience });
      edition.note([...planned.notes, ...(ownValue(found.notes, audience.id) ?? [])]);
      editions.push(edition);
    }
    if (found.faults.length === 0) planned.leave();
    else planned.hold(found.faults);
  }
  works.push(...editions);
  works.sort((a, b) => (a.key.id < b.key.id ? -1 : 1));
}

/** Published editions, those of bursts with the readers that their query last named. */
export async function withAudiences(editions: readonly DueEdition[], outDir: string): Promise<readonly DueEdition[]> {
  const isUnknown = ({ key, audience }: DueEdition): boolean => key.audience !== null && audience === undefined;
  // One file has all audiences of a burst: it is read once, whatever their number.
  const paths = new Set(editions.filter(isUnknown).map(({ key }) => audiencesPath(key)));
  const audiences = new Map<string, ReadonlyMap<string, Audience>>();
  for (const path of paths) {
    const found = await readJson<FoundAudiences>(join(outDir, path));
    audiences.set(path, new Map(found?.audiences.map((one) => [one.id, one])));
  }
  return editions.map((edition) => {
    const { key } = edition;
    const audience = isUnknown(edition) ? audiences.get(audiencesPath(key))?.get(key.audience ?? '') : undefined;
    return audience === undefined ? edition : { ...edition, audience };
  });
}

function audiencesPath({ brand, report, periodName }: EditionKey): string {
  return `audiences/${brand}/${report}/${periodName}.json`;
}

/**
 * Asks who the audiences of published editions are, whose mails are pending and whose readers are not known on this machine:
 * `state/` holds no addresses. What cannot be asked any more stays pending, and the delivery reports it.
 */
export async function findReaders(request: {
  readonly outDir: string;
  readonly index: ArtifactIndex;
  readonly editions: readonly EditionKey[];
  readonly reports: readonly Report[];
  readonly source: AudienceSource;
  readonly log: Effects['log'];
}): Promise<void> {
  const { editions, reports } = request;
  const once = new Map(editions.map((key) => [audiencesPath(key), key]));
  for (const key of once.values()) {
    const report = reports.find(({ name, burst }) => name === key.report && burst !== undefined);
    if (report === undefined) continue;
    await audiencesFor({ key, report }, request).catch((error: unknown) => {
      request.log.warn(`${key.id}: its readers are not known: ${reasonsOf(error).join(' ')}`);
    });
  }
}

/** Recipients are among what is found: it is kept beside the snapshots, and not in `state/`, which more people may read. */
async function audiencesFor(
  { key, report }: Pick<EditionWork, 'key' | 'report'>,
  { outDir, index, source }: Pick<Parameters<typeof openBursts>[0], 'outDir' | 'index' | 'source'>,
): Promise<FoundAudiences | undefined> {
  const path = audiencesPath(key);
  const known = () => readJson<FoundAudiences>(join(outDir, path));
  if (source === undefined) return known();
  const query = source.queries.find(({ name }) => name === report.burst?.query);
  if (query === undefined) throw new Error(`There is no query named "${report.burst?.query}".`);
  const { start, end, grain } = key.period;
  const madeFrom = hashOf([source.dataKeyOf(query), plainSql(query.sql), key.period]);
  if ((await index.fresh(path, madeFrom)) !== undefined) return known();
  await index.forget([path]);
  const rows = await source.run(query, {
    ...{ period_start: start, period_end: end, grain },
    ...{ last: PERIODS_SHOWN, brand: key.brand },
  });
  const found = audiencesOf(query.name, rows);
  const text = JSON.stringify(found);
  await writeFileAtomic(join(outDir, path), text);
  index.set(path, { key: madeFrom, sha256: sha256(text) });
  return found;
}

function isOf(held: HeldEdition, { report, periodName }: EditionKey): boolean {
  return held.report === report && held.periodName === periodName;
}

/** What is to be measured for editions: those of a burst side by side. */
export function toMeasure(passed: readonly { readonly edition: Pick<EditionWork, 'key' | 'report' | 'audience'> }[]) {
  const burstOf = ({ report, periodName }: EditionKey): string => `${report}/${periodName}`;
  const among = Map.groupBy(
    passed.flatMap(({ edition: { key, audience } }) => (audience === undefined ? [] : [{ key, id: audience.id }])),
    ({ key }) => burstOf(key),
  );
  const ids = new Map([...among].map(([burst, all]) => [burst, all.map(({ id }) => id)]));
  return passed.map(({ edition: { key, report, audience } }) => {
    const measured = { id: key.id, period: key.period, report };
    if (audience === undefined) return measured;
    const burst = burstOf(key);
    return { ...measured, audience: { id: audience.id, burst, among: ids.get(burst) ?? [] } };
  });
}
