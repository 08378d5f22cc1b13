import { join } from 'node:path';
import type { Changes } from '../connectors/connector.ts';
import type { StagedFile } from '../types.ts';
import { columnsWithBrand, extractOf } from './extractOf.ts';
import { layOver } from './layOver.ts';
import { wholeFile } from './rowFiles.ts';
import { tellDrift } from './schemaDrift.ts';
import type { NewExtract } from './storeExtract.ts';
import type { Loaded, LoadRequest } from './tablePull.ts';

/** Lays what has changed over what stands. Incomplete where rows are bad, were never brought, or do not add up. */
export async function loadChanges(request: LoadRequest, brought: Changes): Promise<Loaded> {
  const { table, folder, writer, brands, source } = request.pull;
  if (table.key.length === 0) throw new Error(`${source.name}.${table.name} has no key, and changes came.`);
  const target = join(folder, 'arrived.parquet');
  const columns = columnsWithBrand(request.pull);
  const maxRejected = Number.POSITIVE_INFINITY;
  const arrived = await writer.write({
    files: brought.files,
    columns,
    needed: table.key,
    stamp: table.cursor,
    target,
    maxRejected,
  });
  // A bad row cannot take the place of the good one that it was, and which row that is may be what is bad about it.
  if (arrived.rejected.length > 0) return { incomplete: `${arrived.rejected.length} of the changed rows are bad.` };
  const drift = tellDrift(request, { ...brought, ...arrived, isPartial: true });
  const deletions = await keysOf(request, brought.deletions, 'deletions');
  const present = brought.present === null ? undefined : await keysOf(request, brought.present, 'present');

  const pull = { mode: 'changes', rows: arrived.rows + deletions.rows, deletions: deletions.rows } as const;
  const extracts: NewExtract[] = [];
  for (const [index, brand] of brands.entries()) {
    const former = request.former[index];
    if (former === undefined)
      throw new Error(`${source.name}.${table.name} has nothing that changes could be laid over.`);
    const where = source.brandColumn === undefined ? {} : { where: { column: source.brandColumn, equals: brand } };
    const laid = await layOver(request.pull, {
      ...{ brand, former },
      keysOf: [...wholeFile(target, arrived.rows), ...wholeFile(deletions.target, deletions.rows)],
      present: present && { parquet: present.target, ...where },
      layers: async (standing, listed) => [
        standing,
        { parquet: target, holds: 'rows', ...where },
        { parquet: deletions.target, holds: 'deletions' },
        ...listed,
      ],
    });
    if (laid === 'incomplete') return { incomplete: 'Rows are there that never came.' };
    if (source.brandColumn === undefined && brought.totalRows !== null && laid.rows !== brought.totalRows)
      return { incomplete: `There are ${brought.totalRows} rows, and the changes lead to ${laid.rows}.` };
    const { rejected } = former;
    extracts.push(extractOf(request, { ...drift, rejected, state: brought.state, parts: null, pull, ...laid }));
  }
  return extracts;
}

/** Loads keys; none of them may be bad: a key that is lost is a row that stays, or goes. */
async function keysOf(
  { pull: { table, folder, writer, version, source } }: LoadRequest,
  files: readonly StagedFile[],
  holds: 'deletions' | 'present',
): Promise<{ readonly target: string; readonly rows: number }> {
  const { brandColumn } = source;
  const more = holds === 'deletions' ? version : (brandColumn ?? null);
  const names = more === null || table.key.includes(more) ? table.key : [...table.key, more];
  const columns = Object.fromEntries(names.map((name) => [name, table.columns[name] ?? 'varchar']));
  const target = join(folder, `${holds}.parquet`);
  const { rows } = await writer.write({ files, columns, needed: table.key, target, maxRejected: 0 });
  return { target, rows };
}
