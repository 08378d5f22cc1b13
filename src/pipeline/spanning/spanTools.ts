import type { Problem } from '../../lib/problem.ts';
import type { RunQuery } from '../../metrics/measuredEdition.ts';
import type { MeasuredRows } from '../../metrics/sliceRows.ts';
import type {
  Brand,
  DataTest,
  EditionInWork,
  ExtractManifest,
  Instant,
  IsoDay,
  Log,
  Project,
  SourceAsOf,
  Verdict,
} from '../../types.ts';

/** Why models and source tables are not in a warehouse, by their names. */
export type Failures = ReadonlyMap<string, readonly Problem[]>;

/** Gives the first rows where it is told how many, and how many there are. */
type KeepingQuery = (
  sql: Parameters<RunQuery>[0],
  parameters: Parameters<RunQuery>[1],
  options?: { readonly keep?: number },
) => Promise<MeasuredRows & { readonly rowCount: number }>;

/** What other folders do with one brand's data. */
export interface SpanTools {
  readonly readExtracts: (of: {
    readonly outDir: string;
    readonly sources: Project['sources'];
    readonly brand: string;
  }) => Promise<readonly ExtractManifest[]>;
  readonly refreshWarehouse: (of: {
    readonly outDir: string;
    readonly engineKey: string;
    readonly brand: Brand;
    readonly sources: Project['sources'];
    readonly models: Project['models'];
    readonly asked: readonly string[];
    readonly marts: readonly string[];
    readonly extracts: readonly ExtractManifest[];
    readonly log: Log;
  }) => Promise<{
    readonly file: string;
    readonly keys: ReadonlyMap<string, string>;
    readonly failures: Failures;
    readonly remake: () => Promise<void>;
  }>;
  readonly openWarehouse: (
    file: string,
    remake: () => Promise<void>,
  ) => { readonly query: KeepingQuery; close(): Promise<void> };
  readonly freshnessOf: (of: {
    readonly sources: Project['sources'];
    readonly extracts: readonly ExtractManifest[];
    readonly until: Instant;
    readonly tables?: readonly string[];
  }) => readonly SourceAsOf[];
  readonly absentAmong: (of: {
    readonly tables: readonly string[];
    readonly sources: Project['sources'];
    readonly brand: string;
    readonly extracts: readonly ExtractManifest[];
  }) => readonly string[];
  /** What of a brand's tables ("source.table") is of an earlier run, because it could not be pulled now. */
  readonly earlierData: (tables: readonly string[], brand: Brand) => readonly string[];
  /** The first day of a model's rows that the last pulls can not have brought whole. */
  readonly pulledUntilOf: (brand: Brand, extracts: readonly ExtractManifest[]) => (model: string) => IsoDay | undefined;
  /** What of the pulls counts beside the rows that they brought. */
  readonly coverOf: (
    asOf: readonly SourceAsOf[],
    models: readonly string[],
    pulledUntil: (model: string) => IsoDay | undefined,
  ) => unknown;
  readonly missingAmong: (origins: readonly string[], failures: Failures) => readonly string[];
  readonly dayBegins: (day: IsoDay, timeZone: string) => Instant;
  readonly localDay: (instant: Instant, timeZone: string) => IsoDay;
  readonly judgeEditions: (of: {
    readonly editions: readonly ToJudge[];
    readonly dataTests: readonly DataTest[];
    readonly query: (sql: Pick<DataTest, 'sql' | 'place'>, keep: number) => ReturnType<KeepingQuery>;
    readonly missing: (dataTest: DataTest) => readonly string[];
  }) => Promise<{ readonly passed: readonly (ToJudge & { readonly verdicts: readonly Verdict[] })[] }>;
}

interface ToJudge {
  readonly edition: Pick<EditionInWork, 'report' | 'hold'>;
  readonly asOf: readonly SourceAsOf[];
  readonly models: readonly string[];
}
