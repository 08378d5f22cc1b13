import { didYouMean } from '../lib/problem.ts';
import type { DataRequest, Report } from '../types.ts';
import { type OptionKind, type OptionValue, TAGS, type TagCall } from './bodyTags.ts';

/** The columns of a block, by its name; undefined where nobody knows them yet. */
export type ColumnsOf = (block: string) => readonly string[] | undefined;

export interface TagCheck {
  readonly report: Report;
  readonly columnsOf: ColumnsOf;
  readonly tell: (message: string, hint?: string) => void;
}

/** Tells everything that is wrong with one tag of a body: its arguments, its options, the names they give. */
export function checkTagCall(call: TagCall, check: TagCheck): void {
  const { report, tell } = check;
  const rule = TAGS[call.tag];
  if (call.positional.length !== rule.takes.length) {
    const wanted = rule.takes.map((what) => (what === 'chart' ? 'a chart' : 'a name of the data')).join(' and ');
    tell(`The tag "${call.tag}" takes ${wanted} before its options.`, `It is written like this: ${rule.example}`);
    return;
  }
  for (const [name, value] of Object.entries(call.options)) {
    const kind = rule.options[name];
    if (kind === undefined)
      tell(`The tag "${call.tag}" has no option "${name}".`, didYouMean(name, Object.keys(rule.options)));
    else if (!fits(value, kind)) tell(`The option "${name}" of "${call.tag}" must be ${WANTED[kind]}.`);
  }
  for (const name of rule.needs)
    if (call.options[name] === undefined)
      tell(`The tag "${call.tag}" needs the option "${name}".`, `It is written like this: ${rule.example}`);
  rule.takes.forEach((what, index) => {
    const name = String(call.positional[index]);
    const names = (what === 'chart' ? report.charts : report.data).map((item) => item.name);
    if (names.includes(name)) return;
    if (what === 'data') tell(`The report has no data named "${name}".`, didYouMean(name, names));
    else tell(`There is no chart "${name}": no file ${name}.vl.json beside the report.`, didYouMean(name, names));
  });
  const data = report.data.find(({ name }) => name === String(call.positional.at(-1)));
  if (data !== undefined) checkNames(call, data, check);
}

const WANTED: Readonly<Record<OptionKind, string>> = {
  text: 'a text, or one per language',
  name: 'a name',
  names: 'a list of names: ["a", "b"]',
  count: 'a whole number from 1',
  width: '"full" or "half"',
};

function fits(value: OptionValue, kind: OptionKind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string' || (typeof value === 'object' && !Array.isArray(value));
    case 'name':
      return typeof value === 'string';
    case 'names':
      return Array.isArray(value) && value.length > 0;
    case 'count':
      return typeof value === 'number' && Number.isInteger(value) && value >= 1;
    case 'width':
      return value === 'full' || value === 'half';
  }
}

function checkNames(call: TagCall, data: DataRequest, { columnsOf, tell }: TagCheck): void {
  if (call.tag === 'kpis') {
    const fault =
      data.kind === 'query'
        ? `"${data.name}" is a query: cards show metrics.`
        : data.show !== undefined
          ? `"${data.name}" shows ${data.show}: cards show values.`
          : data.by.length > 0 && data.isSpanning !== true
            ? `"${data.name}" is split by ${data.by.join(', ')}: cards show metrics that are not.`
            : undefined;
    if (fault !== undefined) {
      tell(fault, 'Use {% table … %} for it.');
      return;
    }
  }
  const columns = columnsOf(data.name);
  const known = call.tag === 'kpis' && data.kind === 'metrics' ? data.metrics : columns;
  if (known === undefined) return;
  for (const [option, value] of Object.entries(call.options)) {
    const kind = TAGS[call.tag].options[option];
    if (kind !== 'name' && kind !== 'names') continue;
    for (const name of [value].flat())
      if (typeof name === 'string' && !known.includes(name))
        tell(`"${data.name}" has no column "${name}".`, didYouMean(name, known));
  }
}
