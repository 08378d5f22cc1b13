import type { ArtifactIndex } from '../../lib/artifactIndex.ts';
import { hashOf } from '../../lib/hash.ts';
import { reasonsOf } from '../../lib/problem.ts';
import type { BrandCatalogue } from '../../metrics/brandCatalogue.ts';
import { measureEditions } from '../../metrics/measureEditions.ts';
import { metricsOfBrand } from '../../metrics/metricsOfBrand.ts';
import { reportForBrand, spanBlocks } from '../../metrics/spanBlocks.ts';
import type { Brand, EditionInWork, Effects, Project, SourceAsOf, Verdict } from '../../types.ts';
import { reportBasis } from '../reportBasis.ts';
import { type Blocks, type Made, type Member, type MemberResult, mergedFacts } from './memberResults.ts';
import type { SpannedEdition } from './spannedEdition.ts';
import type { SpanTools } from './spanTools.ts';

export interface SpanRequest {
  readonly outDir: string;
  readonly engineKey: string;
  readonly project: Project;
  /** The brands of this run: the others' warehouses are made here where they are not there. */
  readonly brands: readonly Brand[];
  readonly effects: Pick<Effects, 'log' | 'now'>;
  /** The spanning brand, its editions and its index. */
  readonly brand: Brand;
  readonly works: readonly (EditionInWork & { note(notes: readonly string[]): void })[];
  readonly index: ArtifactIndex;
  readonly catalogueOf: (brand: Brand) => BrandCatalogue;
  readonly tools: SpanTools;
}

/**
 * The data of a spanning brand's changed editions: each of its brands is measured alone, in its own warehouse, and gives
 * with values of metrics. Nothing else passes: no row, and of a check that failed its name and count. A brand that could
 * not be built, whose checks fail or whose data is stale, is left out of an edition and named in it; an edition for
 * which none is left is held.
 */
export async function spanBrands(request: SpanRequest): Promise<{
  readonly passed: readonly SpannedEdition[];
  readonly data: ReadonlyMap<string, Blocks>;
}> {
  const { brand, works, index, project } = request;
  const { metrics } = project;
  const basisOf = reportBasis({
    ...{ brand, project, models: project.models, catalogue: request.catalogueOf(brand), keys: new Map() },
    metrics: metricsOfBrand(metrics, brand),
  });
  const members: Member[] = [];
  for (const spanned of brand.spans ?? []) members.push(await memberOf(spanned, request));
  const facts = [brand.locale, brand.weekStart, brand.spans?.map(({ title, currency }) => [title, currency])];
  const limits = brand.spans?.map(({ targets, alerts }) => [targets, alerts]);
  const asked = new Map(members.map((member) => [member, askedOf(member, works, request)] as const));
  const changed: { readonly edition: SpanRequest['works'][number]; readonly key: string }[] = [];
  for (const edition of works) {
    const rests = members.map((member) => {
      if ('reasons' in member.made) return member.made.reasons;
      const { basis, cover } = asked.get(member)?.get(edition.key.id) ?? {};
      return [basis, [...member.made.failures], cover];
    });
    const key = hashOf([basisOf(edition.report), facts, limits, edition.key, rests]);
    if (edition.isReady && (await index.fresh(edition.paths.snapshot, key)) === undefined)
      changed.push({ edition, key });
  }
  if (changed.length === 0) return { passed: [], data: new Map() };
  const editions = changed.map(({ edition }) => edition);
  const results: ReadonlyMap<string, MemberResult>[] = [];
  for (const member of members)
    results.push(await resultsOf(member, { editions, asked: asked.get(member) ?? new Map() }, request));
  const data = new Map<string, Blocks>();
  const passed = changed.flatMap(({ edition, key }): SpannedEdition[] => {
    const { id, period } = edition.key;
    const own = results.flatMap((byEdition) => byEdition.get(id) ?? []);
    const reasons = own.flatMap((result) => result.reasons.map((reason) => `${result.member.brand.title}: ${reason}`));
    if (own.every(({ blocks }) => blocks === null)) {
      edition.hold(reasons);
      return [];
    }
    edition.note([...reasons, ...own.flatMap(earlierIn)]);
    const values = own.map(({ member, blocks }) => ({ brand: member.brand, blocks }));
    data.set(id, spanBlocks({ report: edition.report, period, brand, metrics, values }));
    // Not the key under which it is looked for: the next run asks again.
    const made = own.some(({ hasFailed }) => hasFailed) ? hashOf([key, reasons]) : key;
    return [{ edition, key: made, ...mergedFacts(own) }];
  });
  return { passed, data };
}

async function memberOf(brand: Brand, request: SpanRequest): Promise<Member> {
  const { outDir, engineKey, project, effects, tools, works } = request;
  const { sources } = project;
  const catalogue = request.catalogueOf(brand);
  const { models } = catalogue;
  try {
    const extracts = await tools.readExtracts({ outDir, sources, brand: brand.name });
    if (extracts.length === 0) throw new Error('There is no data of it yet. Run the stage "pull" first.');
    const reports = works.map(({ report }) => report);
    const asked = { asked: catalogue.askedBy(reports), marts: catalogue.marts };
    const basis = { sources, models, ...asked, extracts, log: effects.log };
    const { file, failures, keys, remake } = await tools.refreshWarehouse({ outDir, engineKey, brand, ...basis });
    const metrics = metricsOfBrand(project.metrics, brand);
    const basisOf = reportBasis({ brand, project, models: project.models, metrics, catalogue, keys });
    return { brand, catalogue, made: { file, remake, extracts, failures, basisOf } };
  } catch (error) {
    return { brand, catalogue, made: { reasons: plainReasons(error) } };
  }
}

function earlierIn({ member, blocks, notes = [] }: MemberResult): readonly string[] {
  return blocks === null ? [] : notes.map((note) => `${member.brand.title}: ${note}`);
}

/** What each edition asks of a brand, by the edition's id; of one that could not be made, nothing. */
function askedOf(
  { brand, catalogue, made }: Member,
  works: readonly EditionInWork[],
  { tools, project: { sources } }: SpanRequest,
): ReadonlyMap<string, Asked> {
  if ('reasons' in made) return new Map();
  const { extracts, failures } = made;
  const pulledUntil = tools.pulledUntilOf(brand, extracts);
  return new Map(
    works.map(({ key, report: whole }) => {
      const asked = reportForBrand(whole, catalogue.carries);
      const report = { ...asked, checks: asked.checks.filter(catalogue.canJudge) };
      const tables = catalogue.originsOf(report);
      const asOf = tools.freshnessOf({
        sources,
        extracts,
        until: tools.dayBegins(key.period.end, brand.timeZone),
        tables,
      });
      const absent = [
        ...tools.absentAmong({ tables, sources, brand: brand.name, extracts }),
        ...tools.missingAmong(tables, failures),
      ];
      const cover = tools.coverOf(asOf, catalogue.modelsOf(report), pulledUntil);
      return [
        key.id,
        { key, report, basis: made.basisOf(report), asOf, absent, cover, notes: tools.earlierData(tables, brand) },
      ];
    }),
  );
}

async function resultsOf(
  member: Member,
  { editions, asked }: { readonly editions: readonly EditionInWork[]; readonly asked: ReadonlyMap<string, Asked> },
  request: SpanRequest,
): Promise<ReadonlyMap<string, MemberResult>> {
  const none = { member, asOf: [], verdicts: [], blocks: null };
  const allOut = (reasons: readonly string[]) => new Map(editions.map(({ key }) => [key.id, { ...none, reasons }]));
  const { made } = member;
  if ('reasons' in made) return allOut(made.reasons);
  try {
    return await askWarehouse(
      member,
      made,
      editions.flatMap(({ key }) => asked.get(key.id) ?? []),
      request,
    );
  } catch (error) {
    return allOut(plainReasons(error));
  }
}

interface Asked extends Pick<EditionInWork, 'key' | 'report'> {
  readonly asOf: readonly SourceAsOf[];
  /** Why it has no result, where a source that it rests on has never been pulled or a model could not be made. */
  readonly absent: readonly string[];
  /** What of its pulls counts beside the rows that they brought. */
  readonly cover: unknown;
  /** Hash of what its values rest on. */
  readonly basis: string;
  readonly notes: readonly string[];
}

async function askWarehouse(
  member: Member,
  { file, remake, failures, extracts }: Made,
  asked: readonly Asked[],
  { brand, project, tools, effects }: SpanRequest,
): Promise<ReadonlyMap<string, MemberResult>> {
  const { metrics, models, checks: dataTests } = project;
  const warehouse = tools.openWarehouse(file, remake);
  try {
    const held = new Map(asked.flatMap(({ key, absent }) => (absent.length === 0 ? [] : [[key.id, absent] as const])));
    const judged = await tools.judgeEditions({
      editions: asked.map(({ key, report, asOf }) => ({
        edition: { report, hold: (reasons) => held.set(key.id, reasons) },
        asOf,
        models: member.catalogue.modelsOf(report),
      })),
      dataTests,
      query: (dataTest, keep) => warehouse.query(dataTest, {}, { keep }),
      missing: ({ name }) => tools.missingAmong(member.catalogue.originsOfCheck(name), failures),
    });
    const free = asked.filter(({ key }) => !held.has(key.id));
    const blocks = await measureEditions({
      editions: free.map(({ key, report }) => ({ id: key.id, period: key.period, report })),
      // The brand's own data, in the words and weeks of the edition.
      brand: { ...member.brand, locale: brand.locale, weekStart: brand.weekStart },
      // Each brand's values are held against its own targets.
      ...{ metrics: metricsOfBrand(metrics, member.brand), models, queries: [] },
      run: (sql, values) => warehouse.query(sql, values),
      coverage: {
        today: tools.localDay(effects.now, member.brand.timeZone),
        pulledUntil: tools.pulledUntilOf(member.brand, extracts),
      },
    });
    const verdictsOf = (report: EditionInWork['report']): readonly Verdict[] =>
      judged.passed.find(({ edition }) => edition.report === report)?.verdicts ?? [];
    return new Map(
      asked.map(({ key, report, asOf, notes }): readonly [string, MemberResult] => {
        const result = { member, asOf, notes, verdicts: verdictsOf(report) };
        const measured = blocks.get(key.id) ?? null;
        return measured instanceof Error
          ? [key.id, { ...result, blocks: null, reasons: plainReasons(measured), hasFailed: true }]
          : [key.id, { ...result, blocks: measured, reasons: held.get(key.id) ?? [] }];
      }),
    );
  } finally {
    await warehouse.close();
  }
}

/** A reason of ours is told in full in the brand's own part of the log. */
function plainReasons(error: unknown): readonly string[] {
  const reasons = reasonsOf(error);
  const isBug = reasons.some((reason) => reason.startsWith('A bug:'));
  return isBug && error instanceof Error ? [error.message] : reasons;
}
