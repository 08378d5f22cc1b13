import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { feature } from 'topojson-client';

type Point = readonly [number, number];

interface Geometry {
  readonly type: string;
  readonly coordinates: readonly unknown[];
}

interface Topology {
  readonly type: 'Topology';
  readonly arcs: readonly (readonly (readonly number[])[])[];
  readonly transform: { readonly scale: Point; readonly translate: Point };
  readonly objects: Readonly<Record<string, unknown>>;
}

interface Geography {
  readonly file: string;
  readonly object: string;
  /** Ids that the projection has no place for. */
  readonly without: ReadonlySet<string>;
}

/** American Samoa, Guam, Northern Marianas, Puerto Rico, Virgin Islands: outside what the `albersUsa` projection shows. */
const US_TERRITORIES = new Set(['60', '66', '69', '72', '78']);

const GEOGRAPHIES: Readonly<Record<string, Geography>> = {
  'us-states': { file: 'us-atlas/states-10m.json', object: 'states', without: US_TERRITORIES },
};

export const GEOGRAPHY_NAMES = Object.keys(GEOGRAPHIES);

/** Degrees; well under a pixel of a map in a page's column. */
const TOLERANCE = 0.06;

const loaded = new Map<string, readonly object[]>();

/** GeoJSON features of a geography in degrees, simplified for a page; `id` and `properties.name` are its own. Throws at an unknown name. */
export function geographyFeatures(name: string): readonly object[] {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const geography = GEOGRAPHIES[name];
  if (geography === undefined) throw new Error(`There is no geography named "${name}".`);
  const topology = simplified(
    JSON.parse(readFileSync(fileURLToPath(import.meta.resolve(geography.file)), 'utf8')) as Topology,
  );
  const collection = feature(topology, topology.objects[geography.object]);
  const features = collection.features
    .filter(({ id }) => !geography.without.has(String(id)))
    .map((shape) => ({ ...shape, geometry: withoutSpecks(shape.geometry) }));
  loaded.set(name, features);
  return features;
}

/** Degrees; islands smaller than this are specks on a page, and each costs the projection as much as a state. */
const SPECK = 0.25;

function withoutSpecks(geometry: Geometry): Geometry {
  if (geometry.type !== 'MultiPolygon') return geometry;
  const polygons = geometry.coordinates as unknown as readonly (readonly (readonly Point[])[])[];
  const bySize = polygons
    .map((polygon) => ({ polygon, size: extentOf(polygon[0] ?? []) }))
    .sort((one, other) => other.size - one.size);
  const kept = bySize.filter(({ size }, index) => index === 0 || size >= SPECK);
  return { type: 'MultiPolygon', coordinates: kept.map(({ polygon }) => polygon) };
}

function extentOf(ring: readonly Point[]): number {
  const along = (axis: 0 | 1): number => {
    const values = ring.map((point) => point[axis]);
    return Math.max(...values) - Math.min(...values);
  };
  return Math.max(along(0), along(1));
}

/** Simplified arc by arc, so that neighbours keep their common border. */
function simplified(topology: Topology): Omit<Topology, 'transform'> {
  const { scale, translate } = topology.transform;
  const arcs = topology.arcs.map((arc) => {
    let x = 0;
    let y = 0;
    const points = arc.map(([dx = 0, dy = 0]): Point => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
    return withoutDetail(points, TOLERANCE);
  });
  return { type: 'Topology', arcs, objects: topology.objects };
}

/** Douglas and Peucker's line simplification: keeps the points that lie further than the tolerance from what remains. */
function withoutDetail(points: readonly Point[], tolerance: number): readonly Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (points.length < 3 || first === undefined || last === undefined) return points;
  let furthest = 0;
  let distance = 0;
  points.forEach((point, index) => {
    const away = distanceTo(point, first, last);
    if (away > distance) [furthest, distance] = [index, away];
  });
  if (distance <= tolerance) return [first, last];
  const before = withoutDetail(points.slice(0, furthest + 1), tolerance);
  return [...before.slice(0, -1), ...withoutDetail(points.slice(furthest), tolerance)];
}

function distanceTo(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / length;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(point[0] - from[0] - share * dx, point[1] - from[1] - share * dy);
}
