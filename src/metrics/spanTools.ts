import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import type { Brand, Claim, EditionInWork, ExtractManifest, Instant, Project, SourceAsOf, Verdict } from '../types.ts';
import type { RunQuery } from './measureEditions.ts';

/** What other rooms do with one brand's data. */
export interface SpanTools {
  readonly readExtracts: (of: {
    readonly outDir: string;
    readonly sources: Project['sources'];
    readonly brand: string;
  }) => Promise<readonly ExtractManifest[]>;
  readonly refreshWarehouse: (of: {
    readonly outDir: string;
    readonly index: ArtifactIndex;
    readonly engineKey: string;
    readonly brand: Brand;
    readonly sources: Project['sources'];
    readonly models: Project['models'];
    readonly extracts: readonly ExtractManifest[];
  }) => Promise<{ readonly file: string; readonly key: string }>;
  readonly openWarehouse: (file: string) => Promise<{ readonly query: RunQuery; close(): Promise<void> }>;
  readonly freshnessOf: (of: {
    readonly sources: Project['sources'];
    readonly extracts: readonly ExtractManifest[];
    readonly now: Instant;
  }) => readonly SourceAsOf[];
  readonly judgeEditions: (of: {
    readonly editions: readonly ToJudge[];
    readonly claims: readonly Claim[];
    readonly query: (sql: Pick<Claim, 'sql' | 'place'>) => ReturnType<RunQuery>;
  }) => Promise<{ readonly passed: readonly (ToJudge & { readonly verdicts: readonly Verdict[] })[] }>;
}

interface ToJudge {
  readonly edition: Pick<EditionInWork, 'report' | 'hold'>;
  readonly asOf: readonly SourceAsOf[];
  readonly models: readonly string[];
}
