import { placeAt } from '../lib/contentText.ts';
import type { Chart, Place } from '../types.ts';
import type { ProblemList } from './problemList.ts';
import { type Path, parseYamlFile } from './yamlFile.ts';

/** Stands for a specification that could not be read, which is a problem that was told. */
export const UNREAD_SPEC: Chart['spec'] = Object.freeze({});

/**
 * Reads a Vega-Lite specification, and refuses whatever would bring rows of its own: a page's data is its snapshot's,
 * and a page asks nothing of the outside.
 */
export function readChart(
  { file, name, text }: { file: string; name: string; text: string },
  problems: ProblemList,
): Chart {
  const place = { file, line: 1 };
  const spec = parseJson(file, text, problems);
  // JSON is YAML, whose parser knows where each value stands and which key is there twice.
  const yaml = spec === undefined ? undefined : parseYamlFile(file, text, problems);
  if (yaml === undefined) return { name, spec: UNREAD_SPEC, place };
  for (const { path, message, hint } of dataFaults(spec)) problems.add(yaml.at(path, 'key'), message, hint);
  placesIn.set(yaml.raw, (inside) => yaml.at(inside, 'value'));
  return { name, spec: yaml.raw, place };
}

/** Where the parts of a specification stand in its file; beside it, because what a chart depends on are its words alone. */
const placesIn = new WeakMap<object, (path: Path) => Place>();

/** Where a part of a chart stands: what is wrong with it is told there, and not at the file's first line. */
export function placeInChart({ spec, place }: Chart, path: Path): Place {
  // A fault of the whole has no place within.
  return path.length === 0 ? place : (placesIn.get(spec)?.(path) ?? place);
}

interface DataFault {
  readonly path: Path;
  readonly message: string;
  readonly hint: string;
}

function dataFaults(value: unknown, path: Path = []): readonly DataFault[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => dataFaults(entry, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, key];
    if (key === 'data' && isOwnData(inner))
      return [
        {
          path: here,
          message: 'A chart brings no data of its own.',
          hint: 'Remove "data": its rows come from the report. Named geographies are {"name": "…"}.',
        },
      ];
    if (key === 'datasets' && path.length === 0)
      return [
        {
          path: here,
          message: 'A chart brings no data of its own.',
          hint: 'Remove "datasets": its rows come from the report.',
        },
      ];
    return dataFaults(inner, here);
  });
}

function isOwnData(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false;
  return Object.keys(data).join() !== 'name' || !('name' in data && typeof data.name === 'string');
}

function parseJson(file: string, text: string, problems: ProblemList): unknown {
  if (text.trim() === '') {
    problems.add({ file, line: 1 }, 'There is nothing in it.', 'It has to hold a Vega-Lite specification.');
    return undefined;
  }
  try {
    const spec: unknown = JSON.parse(text);
    if (typeof spec === 'object' && spec !== null && !Array.isArray(spec)) return spec;
    problems.add({ file, line: 1 }, 'A chart is one JSON object.', 'It begins with { and ends with }.');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const what = reason
      .replace(/ in JSON at position.*|,? \.*".*is not valid JSON$/s, '')
      .replace(/ JSON input$/, ' the file');
    problems.add(
      { file, ...placeAt(text, faultOffset(text, reason)) },
      `This is not JSON: ${what}.`,
      'JSON has no comments, and no comma before a closing bracket.',
    );
  }
  return undefined;
}

/** V8 tells the place of most errors; of the others, it is where the shortest faulty beginning of the text ends. */
function faultOffset(text: string, reason: string): number {
  const told = /at position (\d+)/.exec(reason)?.[1];
  if (told !== undefined) return Number(told);
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isUnfinished(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return Math.min(good, text.length);
}

/** Whether nothing is wrong with the beginning of a JSON text but that it stops. */
function isUnfinished(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    return reason.startsWith('Unexpected end') || reason.includes(`at position ${beginning.length} `);
  }
}
