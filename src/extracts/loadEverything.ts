import type { Everything } from '../connectors/connector.ts';
import { ProblemsError } from '../lib/problem.ts';
import { columnsWithBrand, extractsOfWhole, mostRejected, splitByBrand } from './extractOf.ts';
import { tellDrift } from './schemaDrift.ts';
import type { Loaded, LoadRequest } from './tablePull.ts';

/** Loads all rows of a table anew: they take the place of what stood. Fails where fewer came than the remote system announced. */
export async function loadEverything(request: LoadRequest, brought: Everything): Promise<Loaded> {
  const { source, table, writer } = request.pull;
  const load = await writer.load({ columns: columnsWithBrand(request.pull) });
  try {
    const { rows, rejected, rowsOfValues, ...told } = await load.read({
      files: brought.files,
      ...splitByBrand(source),
      needed: table.key,
      stamp: table.cursor,
      maxRejected: mostRejected(request.pull),
    });
    const drift = tellDrift(request, { ...brought, ...told });
    const pull = { mode: 'everything', rows, deletions: 0 } as const;
    const isOrdered = brought.isOrdered ?? true;
    const rowsOf = (brand: string): number =>
      source.brandColumn === undefined ? rows : rowsOfValues.reduce((sum, of) => sum + (of.get(brand) ?? 0), 0);
    const given = { ...drift, rejected, state: brought.state, parts: null, pull };
    const tellRows = (laid: number): void => {
      const came = laid + rejected.length;
      if (brought.announcedRows === null || came >= brought.announcedRows) return;
      const message = `${brought.announcedRows} rows were announced and ${came} came.`;
      throw new ProblemsError([{ ...table.place, message, hint: 'Run it again.' }]);
    };
    return await extractsOfWhole(request, { load, isOrdered, told: given, rowsOf, tellRows });
  } finally {
    await load.close();
  }
}
