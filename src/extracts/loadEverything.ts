import { join } from 'node:path';
import type { Everything } from '../connectors/connector.ts';
import { ProblemsError } from '../lib/problem.ts';
import { columnsWithBrand, extractsOfWhole, mergedOf, mostRejected, splitByBrand } from './extractOf.ts';
import { tellDrift } from './schemaDrift.ts';
import type { Loaded, LoadRequest } from './tablePull.ts';

/** Loads all rows of a table anew: they take the place of what stood. Fails where fewer came than the remote system announced. */
export async function loadEverything(request: LoadRequest, brought: Everything): Promise<Loaded> {
  const { source, table, folder, writer, version } = request.pull;
  const arrived = join(folder, 'arrived.parquet');
  const columns = columnsWithBrand(request.pull);
  const { rows, rejected, rowsOfValues, ...told } = await writer.write({
    files: brought.files,
    columns,
    ...splitByBrand(source),
    needed: table.key,
    stamp: table.cursor,
    target: arrived,
    maxRejected: mostRejected(request.pull),
  });
  const drift = tellDrift(request, { ...brought, ...told });
  const whole = join(folder, 'whole.parquet');
  const { key, cursor = null } = table;
  const isOrdered = brought.isOrdered ?? true;
  const layers = [{ parquet: arrived, holds: 'rows' }] as const;
  const merged = mergedOf(await writer.merge({ layers, columns, key, version, cursor, isOrdered, target: whole }));
  const came = merged.rows + rejected.length;
  if (brought.announcedRows !== null && came < brought.announcedRows) {
    const message = `${brought.announcedRows} rows were announced and ${came} came.`;
    throw new ProblemsError([{ ...table.place, message, hint: 'Run it again.' }]);
  }
  const pull = { mode: 'everything', rows, deletions: 0 } as const;
  const given = { ...drift, rejected, state: brought.state, parts: null, pull };
  const rowsOf = (brand: string): number =>
    source.brandColumn === undefined ? rows : rowsOfValues.reduce((sum, of) => sum + (of.get(brand) ?? 0), 0);
  return extractsOfWhole(request, { whole, merged, told: given, rowsOf });
}
