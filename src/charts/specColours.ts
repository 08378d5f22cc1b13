import { COLOUR_NAMES, colourVariable } from './colours.ts';
import { isObject, type Json, type JsonPath } from './json.ts';

const COLOUR_KEY = /^(color|fill|stroke|background)$|Color$/;
/** Below a colour's key, the keys that lead on to colours; a field or a title does not. */
const ON_THE_WAY = new Set(['value', 'range', 'scale', 'condition', 'stops', 'gradient']);
const NO_COLOUR = new Set(['transparent', 'none']);
/** Ranges that the theme defines. */
const NAMED_RANGES = new Set(['category', 'ordinal', 'ramp', 'heatmap', 'diverging']);

/** The specification with its colours' names replaced by what a drawing says: "good" → `var(--chart-good)`. */
export function paintSpec(spec: Json): Json {
  return mapColours(spec, (colour) => (COLOUR_NAMES.includes(colour) ? colourVariable(colour) : colour)) as Json;
}

/** Colours of a specification that are not the theme's. */
export function foreignColours(spec: Json): readonly { readonly colour: string; readonly path: JsonPath }[] {
  const found: { colour: string; path: JsonPath }[] = [];
  mapColours(spec, (colour, path) => {
    const named = COLOUR_NAMES.includes(colour) || NO_COLOUR.has(colour) || NAMED_RANGES.has(colour);
    if (!named) found.push({ colour, path });
    return colour;
  });
  return found;
}

function mapColours(
  value: unknown,
  change: (colour: string, path: JsonPath) => string,
  path: JsonPath = [],
  inColour = false,
): unknown {
  if (typeof value === 'string') return inColour ? change(value, path) : value;
  if (Array.isArray(value)) return value.map((item, index) => mapColours(item, change, [...path, index], inColour));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      mapColours(child, change, [...path, key], leadsToColour(key, child, inColour)),
    ]),
  );
}

function leadsToColour(key: string, child: unknown, inColour: boolean): boolean {
  if (COLOUR_KEY.test(key)) return true;
  if (!inColour) return false;
  return ON_THE_WAY.has(key) && !(key === 'gradient' && typeof child === 'string');
}
