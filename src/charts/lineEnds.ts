import type { EncodingContext } from './dressEncoding.ts';
import { isObject, type Json, listOf, objectOf, textsOf, unitsOf } from './json.ts';
import { isComposite } from './specLayout.ts';

/** What a line says at its end: its last value, and its name where several lines share a plot; null where nothing. */
export type LineEnds = 'value' | 'name and value' | null;

/** The name that the labels' mark goes by in the scenegraph, where they are kept apart. */
export const LINE_ENDS = 'line_ends';

/** More lines than this cannot be told apart by names at their ends. */
const MOST_NAMED = 4;
/** Width of a name and a value, at most. */
const LABEL_LIMIT_PX = 210;

interface Lines {
  readonly spec: Json;
  readonly isWide: boolean;
  /** Text columns with so few values that a line for each can be named. */
  readonly fewNames: readonly string[];
}

/**
 * Which labels the lines of a chart get. An author's own word wins: a text mark, or a legend that is spoken of, leaves
 * everything as it was written; and so do plots side by side, and bars, whose axis has no room for labels.
 */
export function lineEndsOf({ spec, isWide, fewNames }: Lines): LineEnds {
  const units = unitsOf(spec).filter((view) => 'mark' in view);
  const lines = units.filter(isLine);
  const [line] = lines;
  if (isComposite(spec) || line === undefined || lines.length > 1) return null;
  if (units.some((unit) => isBanded(unit) || labelsItself(unit))) return null;
  const encoding = channelsOf(spec, line);
  if (!isTimeAndNumber(encoding)) return null;
  const groups = ['color', 'strokeDash', 'stroke', 'detail', 'shape', 'opacity'].flatMap((channel) =>
    channel in encoding ? [objectOf(encoding[channel])] : [],
  );
  if (groups.every((group) => !('field' in group))) return 'value';
  const field = objectOf(encoding['color'])['field'];
  const isOneGroup = groups.every((group) => group['field'] === field && !('legend' in group));
  return isWide && isOneGroup && isFew(field, spec, fewNames) ? 'name and value' : null;
}

type LineEndsContext = Pick<EncodingContext, 'formats'> & { readonly lineEnds: LineEnds };

/** The unit with its line as it was, a point where it ends, and beside it the label. */
export function withLineEnds(view: Json, outer: Json, { formats, lineEnds: ends }: LineEndsContext): Json {
  if (ends === null || !isLine(view)) return view;
  const { mark, encoding: own, ...rest } = view;
  const encoding = withoutLegends({ ...outer, ...objectOf(own) });
  const { x, y, color } = encoding;
  const [day, number] = [String(objectOf(x)['field']), String(objectOf(y)['field'])];
  const group = objectOf(color)['field'];
  const at = { x, y, ...(color === undefined ? {} : { color }) };
  const read = (field: string): string => `datum[${JSON.stringify(field)}]`;
  const fieldFormat = formats.get(number);
  const value =
    fieldFormat?.kind === 'number'
      ? `numberText(${read(number)}, ${JSON.stringify(fieldFormat.number)})`
      : `"" + ${read(number)}`;
  const named = formats.get(String(group));
  const name =
    named?.kind === 'names' ? `nameText(${read(String(group))}, ${JSON.stringify(named.names)})` : read(String(group));
  return {
    ...rest,
    layer: [
      { mark, encoding },
      {
        transform: [
          { filter: `isValid(${read(number)})` },
          {
            window: [{ op: 'row_number', as: 'from_end' }],
            sort: [{ field: day, order: 'descending' }],
            ...(ends === 'value' ? {} : { groupby: [String(group)] }),
          },
          { filter: 'datum.from_end === 1' },
        ],
        encoding: at,
        layer: [
          { mark: { type: 'point', size: 50, opacity: 1, ...colourOf(mark) } },
          {
            name: LINE_ENDS,
            mark: {
              ...{ type: 'text', align: 'left', baseline: 'middle', dx: 9, fontWeight: 600, limit: LABEL_LIMIT_PX },
              ...colourOf(mark),
              text: { expr: ends === 'value' ? value : `${name} + ": " + ${value}` },
            },
          },
        ],
      },
    ],
  };
}

function isLine({ mark }: Json): boolean {
  return mark === 'line' || objectOf(mark)['type'] === 'line';
}

const BANDED = new Set(['bar', 'rect', 'tick', 'boxplot', 'area', 'trail']);

function isBanded({ mark }: Json): boolean {
  return BANDED.has(String(isObject(mark) ? mark['type'] : mark));
}

/** A text that shows a field is the author's own label. */
function labelsItself({ mark, encoding }: Json): boolean {
  const isText = mark === 'text' || objectOf(mark)['type'] === 'text';
  return isText && ('field' in objectOf(objectOf(encoding)['text']) || 'text' in objectOf(mark));
}

/** The channels of a unit, with those that it has from the views around it. */
function channelsOf(view: Json, unit: Json): Json {
  if (view === unit) return objectOf(unit['encoding']);
  const inside = listOf(view['layer'])
    .map(objectOf)
    .find((layer) => unitsOf(layer).includes(unit));
  return { ...objectOf(view['encoding']), ...(inside === undefined ? {} : channelsOf(inside, unit)) };
}

function isTimeAndNumber({ x, y }: Json): boolean {
  const [across, up] = [objectOf(x), objectOf(y)];
  return (
    typeof across['field'] === 'string' &&
    typeof up['field'] === 'string' &&
    ![across, up].some((channel) => 'aggregate' in channel || 'bin' in channel || 'timeUnit' in channel) &&
    [undefined, 'temporal'].includes(across['type'] as string | undefined) &&
    [undefined, 'quantitative'].includes(up['type'] as string | undefined)
  );
}

/** Whether a field tells so few lines apart: the keys of a fold are counted, a column's values are known. */
function isFew(field: unknown, spec: Json, fewNames: readonly string[]): boolean {
  if (typeof field !== 'string') return false;
  const folds = unitsOf(spec).flatMap(({ transform }) => listOf(transform).map(objectOf));
  const fold = folds.find(({ as }) => textsOf(as)[0] === field);
  return fold === undefined ? fewNames.includes(field) : textsOf(fold['fold']).length <= MOST_NAMED;
}

/** The columns of text that hold few values. */
export function columnsOfFewNames(
  columns: readonly { readonly name: string; readonly type: string }[],
  rows: readonly (readonly unknown[])[],
): readonly string[] {
  return columns.flatMap(({ name, type }, index) =>
    type === 'text' && new Set(rows.map((row) => row[index])).size <= MOST_NAMED ? [name] : [],
  );
}

function withoutLegends(encoding: Json): Json {
  return Object.fromEntries(
    Object.entries(encoding).map(([channel, definition]) => [
      channel,
      ['color', 'stroke', 'strokeDash', 'opacity'].includes(channel) && isObject(definition) && 'field' in definition
        ? { ...definition, legend: null }
        : definition,
    ]),
  );
}

function colourOf(mark: unknown): Json {
  const colour = objectOf(mark)['color'];
  return colour === undefined ? {} : { color: colour };
}
