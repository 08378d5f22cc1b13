import { asList } from '../schema/fields.ts';
import type { ShareOf, TableShape, Where } from '../types.ts';
import type { DataRequestFile } from './reportSchema.ts';

/** What a block's file says of its table; undefined where that is nothing. */
export function tableShape(request: DataRequestFile): TableShape | undefined {
  const { across, rank = false, limit, other = false } = request;
  const order = orderOf(request);
  const shares = sharesOf(request);
  if (across === undefined && order === undefined && limit === undefined && Object.keys(shares).length === 0)
    return undefined;
  const counts = typeof limit === 'number' ? { rows: limit } : limit;
  return {
    ...(across === undefined ? {} : { across }),
    ...(order === undefined ? {} : { order }),
    ...(rank ? { isRanked: true as const } : {}),
    shares,
    ...(counts === undefined
      ? {}
      : {
          limit: {
            ...(counts.rows === undefined ? {} : { rows: counts.rows }),
            ...(counts.columns === undefined ? {} : { columns: counts.columns }),
          },
        }),
    ...(other ? { hasOther: true as const } : {}),
  };
}

/** The metric that a block is ordered by; undefined where it says none. */
export function orderOf({ order }: DataRequestFile): TableShape['order'] {
  if (typeof order === 'string') return { metric: order, isAscending: false };
  const [first] = Object.entries(order ?? {});
  return first === undefined ? undefined : { metric: first[0], isAscending: first[1] === 'ascending' };
}

/** What each metric is to be a share of; a word that is neither "all" nor "stated" is a dimension. */
export function sharesOf({ share = [] }: DataRequestFile): Readonly<Record<string, ShareOf>> {
  if (typeof share === 'string' || Array.isArray(share))
    return Object.fromEntries(asList(share).map((metric) => [metric, { kind: 'all' }]));
  const of = (word: string): ShareOf =>
    word === 'all' || word === 'stated' ? { kind: word } : { kind: 'within', dimension: word };
  return Object.fromEntries(Object.entries(share).map(([metric, word]) => [metric, of(word)]));
}

/** The conditions of a block on values of dimensions, which are compared as text. */
export function whereOf(where: NonNullable<DataRequestFile['where']>): Where {
  return Object.fromEntries(
    Object.entries(where).map(([dimension, given]) => {
      const isNot = typeof given === 'object' && given !== null && !Array.isArray(given);
      const values = isNot ? given.not : given;
      const list = Array.isArray(values) ? values : [values];
      return [dimension, { isNot, values: list.map((value) => (value === null ? null : String(value))) }];
    }),
  );
}
