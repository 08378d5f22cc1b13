import type { Model } from '../types.ts';
import type { ContentFile } from './contentFile.ts';
import type { EntityFile } from './entitySchema.ts';

interface Names {
  readonly source: readonly string[];
  readonly staging: readonly string[];
}

/** The staging models that feed an entity ("stg_orders"): those named for a source and it ("stg_till_orders"). Sorted. */
export function feedersOf(entity: string, { source, staging }: Names): readonly string[] {
  const ofEntity = new Set(source.map((name) => `stg_${name}_${nounOf(entity)}`));
  return staging.filter((name) => ofEntity.has(name)).sort();
}

/** "stg_orders" → "orders". */
export function nounOf(entity: string): string {
  return entity.slice('stg_'.length);
}

/**
 * An entity's table: the rows of all its feeders with exactly the contract's columns, NULL where a feeder leaves one out;
 * typed and empty without any. That a feeder brings nothing else can be said only once its columns are known.
 */
export function buildEntity(
  { name, yaml, whole }: ContentFile<EntityFile> & { readonly whole: EntityFile },
  names: Names,
): Model {
  const { description, columns } = whole;
  const feeders = feedersOf(name, names);
  const entries = Object.entries(columns);
  const typed = entries.map(([column, { type }]) => `null::${type} as "${column}"`).join(', ');
  const asDeclared = entries.map(([column, { type }]) => `"${column}"::${type} as "${column}"`).join(', ');
  const parts = [`select ${typed} where false`, ...feeders.map((feeder) => `select * from ${feeder}`)];
  return {
    name,
    layer: 'staging',
    sql: `select ${asDeclared} from (${parts.join('\nunion all by name\n')})`,
    description,
    columns: Object.fromEntries(entries.map(([column, entry]) => [column, entry.description])),
    contract: { columns: Object.fromEntries(entries.map(([column, { type }]) => [column, type])), feeders },
    place: { file: yaml.file, line: 1 },
    parts: [],
  };
}
