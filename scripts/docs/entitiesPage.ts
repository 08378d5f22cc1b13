import type { Model } from '../../src/types.ts';

/** Where the generated part of the page begins; what stands before it is written by hand. */
const MARK = '<!-- From here on made by `node scripts/docs.ts` -->';

/** The page about entities with its tables made anew: a table per contract, its columns in their order. */
export function entitiesPage(page: string, models: readonly Model[]): string {
  const [intro = ''] = page.split(MARK);
  const sections = models.flatMap(({ name, description, columns, contract }) => {
    if (contract === undefined) return [];
    const rows = Object.entries(columns).map(
      ([column, says]) => `| \`${column}\` | ${contract.columns[column]} | ${says} |`,
    );
    return [
      `## ${name.slice('stg_'.length)}\n\n${description}\n\n| column | type | |\n|---|---|---|\n${rows.join('\n')}\n`,
    ];
  });
  return `${intro}${MARK}\n\n${sections.join('\n')}`;
}
