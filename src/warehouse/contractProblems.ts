import type { DuckDBConnection } from '@duckdb/node-api';
import { didYouMean, type Problem } from '../lib/problem.ts';
import type { Contract, Model, Place } from '../types.ts';

/** Columns of a staging model as binding told them. */
interface BoundColumn {
  readonly name: string;
  readonly sqlType: string;
}

const NO_CONTRACT: Contract = { columns: {}, feeders: [] };

/**
 * Where a staging model does not keep to the contract of the entity that it feeds: a column that the contract lacks, or
 * one of a type that DuckDB would not turn into the contract's by itself. Told at the staging model; a model that
 * is no entity has none.
 */
export async function contractProblems(
  connection: DuckDBConnection,
  request: {
    readonly entity: Model;
    readonly models: readonly Pick<Model, 'name' | 'place'>[];
    readonly columnsOf: ReadonlyMap<string, readonly BoundColumn[]>;
  },
): Promise<readonly Problem[]> {
  const { entity, models, columnsOf } = request;
  const { columns, feeders } = entity.contract ?? NO_CONTRACT;
  const problems: Problem[] = [];
  for (const feeder of feeders) {
    const place: Place = { file: models.find(({ name }) => name === feeder)?.place.file ?? entity.place.file };
    for (const { name, sqlType } of columnsOf.get(feeder) ?? []) {
      const wanted = Object.keys(columns).find((column) => column.toLowerCase() === name.toLowerCase());
      const type = wanted === undefined ? undefined : columns[wanted];
      if (type === undefined) problems.push({ ...place, ...unknownColumn(name, entity) });
      else if (!(await castsImplicitly(connection, sqlType, type)))
        problems.push({ ...place, ...wrongType({ name, sqlType, type }, entity) });
    }
  }
  return problems;
}

function unknownColumn(name: string, { name: entity, place, columns }: Model) {
  const near = didYouMean(name, Object.keys(columns));
  const message = `The entity ${entity} has no column "${name}".`;
  return { message, hint: near.startsWith('Did') ? near : `Leave it out, or add it to ${place.file}.` };
}

function wrongType(column: { name: string; sqlType: string; type: string }, { name: entity, place }: Model) {
  const { name, sqlType, type } = column;
  const message = `"${name}" is ${sqlType.toLowerCase()}, and ${type.toLowerCase()} in the entity ${entity}.`;
  return {
    message,
    hint: `Cast it to ${type}, or leave out what the source does not tell. The contract is ${place.file}.`,
  };
}

async function castsImplicitly(connection: DuckDBConnection, from: string, to: string): Promise<boolean> {
  const answer = await connection.runAndReadAll(`select can_cast_implicitly(null::${from}, null::${to})`);
  return answer.getRows()[0]?.[0] === true;
}
