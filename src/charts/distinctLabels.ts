import { textMetrics, type View } from 'vega';
import { LINE_ENDS } from './lineEnds.ts';
import { type SceneItem, type SceneMark, sceneRoot } from './scene.ts';

/**
 * Labels that are longer than there is room are cut here and not by Vega, which cuts each at its end: six warehouses
 * would all be "Distribution centre for the no…". No two labels of one axis, legend or row of headings are cut alike: they
 * keep their ends, or what comes after the beginning that they share, and failing that they are numbered.
 */
export function cutLabels(view: View): void {
  for (const labels of labelSets(sceneRoot(view))) {
    const texts = labels.map(({ text }) => String(text));
    const limits = labels.map(({ limit }) => limit ?? 0);
    const first = labels[0];
    if (first === undefined || texts.every((text, index) => widthOf(text, first) <= (limits[index] ?? 0))) continue;
    const room = { limit: Math.min(...limits), widthOf: (text: string) => widthOf(text, first) };
    const cut = distinctLabels(texts, room, first.mark?.name === `${LINE_ENDS}_marks`);
    labels.forEach((label, index) => {
      label.text = cut.get(texts[index] ?? '') ?? label.text;
    });
  }
}

interface Room {
  readonly limit: number;
  readonly widthOf: (text: string) => number;
}

/**
 * Each name as a label that is no wider than the limit; different names have different labels. With `keepsEnd` the end is
 * never what is cut: a line's last value stands there.
 */
export function distinctLabels(names: readonly string[], room: Room, keepsEnd = false): ReadonlyMap<string, string> {
  const all = [...new Set(names)];
  const fits = all.filter((name) => room.widthOf(name) <= room.limit);
  const long = all.filter((name) => room.widthOf(name) > room.limit);
  const shared = sharedBeginning(long);
  const ways: readonly ((name: string) => string)[] = [
    (name) => longest(name, room, (letters, count) => `${letters.slice(0, count).join('').trimEnd()}…`),
    (name) => longest(name, room, keepEnds),
    (name) =>
      longest(
        name,
        room,
        (letters, count) =>
          `…${letters
            .slice(shared, shared + count)
            .join('')
            .trim()}`,
      ),
    (name) =>
      longest(
        name,
        room,
        (letters, count) => `${letters.slice(0, count).join('').trimEnd()}… (${long.indexOf(name) + 1})`,
      ),
  ];
  for (const way of keepsEnd ? ways.slice(1, 2) : ways) {
    const labels = [...fits, ...long.map(way)];
    if (new Set(labels).size === all.length)
      return new Map([...fits, ...long].map((name, index) => [name, labels[index] ?? name]));
  }
  return new Map(all.map((name, index) => [name, String(index + 1)]));
}

/** A third of the room for how a name begins, the rest for how it ends. */
function keepEnds(letters: readonly string[], count: number): string {
  const head = Math.ceil(count / 3);
  const tail = letters.slice(letters.length - (count - head));
  return `${letters.slice(0, head).join('').trimEnd()}…${tail.join('').trimStart()}`;
}

/** The most letters with which a way of cutting still fits. */
function longest(
  name: string,
  { limit, widthOf }: Room,
  cut: (letters: readonly string[], count: number) => string,
): string {
  const letters = Array.from(name);
  let [low, high] = [1, letters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (widthOf(cut(letters, middle)) <= limit) low = middle;
    else high = middle - 1;
  }
  return cut(letters, low);
}

/** How many letters all names begin with alike, up to the last space among them. */
function sharedBeginning(names: readonly string[]): number {
  const [first = '', ...rest] = names;
  const letters = Array.from(first);
  const others = rest.map((name) => Array.from(name));
  const differs = letters.findIndex((letter, index) => others.some((other) => other[index] !== letter));
  const alike = letters.slice(0, differs < 0 ? letters.length : differs);
  return alike.lastIndexOf(' ') + 1;
}

const SETS_BY_ROLE: Readonly<Record<string, string>> = {
  mark: 'mark',
  'axis-label': 'mark',
  'legend-label': 'legend',
  'title-text': 'scene',
};

/** Texts that stand for names and are told apart by them: those of an axis, of a legend, all headings, marks of text. */
function labelSets(root: SceneMark): readonly (readonly SceneItem[])[] {
  const sets = new Map<unknown, SceneItem[]>();
  const visit = (mark: SceneMark, legend: SceneItem | undefined): void => {
    const items = mark.items ?? [];
    if (mark.marktype === 'text') {
      const key = keyOf(mark, legend);
      const labels = items.filter(
        ({ text, limit = 0, opacity = 1 }) => typeof text === 'string' && limit > 0 && opacity > 0,
      );
      if (key !== undefined) sets.set(key, [...(sets.get(key) ?? []), ...labels]);
    }
    for (const item of items)
      for (const inner of item.items ?? []) visit(inner, mark.role === 'legend' ? item : legend);
  };
  visit(root, undefined);
  return [...sets.values()];
}

function keyOf(mark: SceneMark, legend: SceneItem | undefined): unknown {
  const kind = SETS_BY_ROLE[String(mark.role)];
  return kind === 'mark' ? mark : kind === 'legend' ? legend : kind;
}

/** As Vega measures it itself when it cuts. */
function widthOf(text: string, { font, fontSize = 12, fontWeight = 400 }: SceneItem): number {
  return textMetrics.width({ font, fontSize, fontWeight }, text);
}
