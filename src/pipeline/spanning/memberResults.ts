import type { BrandCatalogue } from '../../metrics/brandCatalogue.ts';
import type { Block, Brand, ExtractManifest, Report, SourceAsOf, Verdict } from '../../types.ts';
import type { SpannedEdition } from './spannedEdition.ts';
import type { Failures } from './spanTools.ts';

/** One of the brands that are spanned. */
export interface Member {
  readonly brand: Brand;
  readonly catalogue: BrandCatalogue;
  readonly made: Made | { readonly reasons: readonly string[] };
}

export interface Made {
  readonly file: string;
  /** Makes the file anew, where it turns out to be damaged. */
  readonly remake: () => Promise<void>;
  readonly extracts: readonly ExtractManifest[];
  /** What is missing in the warehouse. */
  readonly failures: Failures;
  /** Hash of what its snapshots of a report would rest on. */
  readonly basisOf: (report: Report) => string;
}

export type Blocks = Readonly<Record<string, Block>>;

/** The result of one member brand for one edition of the spanning brand. */
export interface MemberResult {
  readonly member: Member;
  readonly asOf: readonly SourceAsOf[];
  readonly verdicts: readonly Verdict[];
  readonly blocks: Blocks | null;
  readonly reasons: readonly string[];
  /** Whether it failed, and may succeed another time though nothing has changed. */
  readonly hasFailed?: boolean;
  /** What of its data is of an earlier run. */
  readonly notes?: readonly string[];
}

/** What the snapshot of a spanning edition says of its members: one source per brand, its brands' verdicts, and which of them are left out. */
export function mergedFacts(results: readonly MemberResult[]): Omit<SpannedEdition, 'edition' | 'key'> {
  return {
    asOf: results.flatMap(({ member, asOf, blocks }) => {
      const [worst] = [...asOf].sort((a, b) => RANK[b.state] - RANK[a.state] || (a.at < b.at ? -1 : 1));
      return worst === undefined || blocks === null ? [] : [{ ...worst, source: member.brand.title }];
    }),
    // Without a sample: it would be rows.
    verdicts: results.flatMap(({ member, verdicts }) =>
      verdicts.map((verdict) => ({
        ...verdict,
        description: `${member.brand.title}: ${verdict.description}`,
        sample: null,
      })),
    ),
    cautions: results.flatMap(({ member, blocks }) =>
      blocks === null ? [{ id: 'brand_left_out', values: { brand: member.brand.title } }] : [],
    ),
  };
}

const RANK = { fresh: 0, late: 1, stale: 2 } as const;
