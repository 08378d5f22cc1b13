import { posix } from 'node:path';
import type { Context, Environment, Loader, TemplateSource } from 'nunjucks';
import { bodyTags, type TagCall } from '../bodyTags.ts';
import { nunjucks } from '../templateLanguage.ts';
import { PAGE_FILTERS } from './pageFilters.ts';
import { PLAIN_FILTERS, plainFilters } from './plainFilters.ts';
import { allow } from './tameLanguage.ts';

/** Turns of a loop over `range()`. */
const LONGEST_RANGE = 10_000;

/** The filters that templates may use. */
export const FILTER_NAMES: readonly string[] = [...PLAIN_FILTERS, ...Object.keys(PAGE_FILTERS)];

/** Nunjucks with escaping on over a set of templates, and with nothing but what is allowed. */
export function templateEnvironment(
  templates: ReadonlyMap<string, string>,
  drawTag: (call: TagCall, context: Context['ctx']) => string,
): Environment {
  const environment = new nunjucks.Environment([loaderOf(templates)], {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  environment.addExtension('body', bodyTags(drawTag));
  environment.filters = plainFilters(PAGE_FILTERS);
  environment.tests = Object.assign(Object.create(null), environment.tests) as Environment['tests'];
  environment.globals = Object.assign(Object.create(null), { range: allow(range) }) as Environment['globals'];
  return environment;
}

/** Names only: there is no way from here to a file. */
function loaderOf(templates: ReadonlyMap<string, string>): Loader {
  return {
    getSource: (name): TemplateSource | null => {
      const src = templates.get(name);
      return src === undefined ? null : { src, path: name, noCache: false };
    },
    isRelative: (name) => name.startsWith('./') || name.startsWith('../'),
    resolve: (from, to) => posix.join(posix.dirname(from), to),
  };
}

function range(...values: readonly unknown[]): readonly number[] {
  const [first = 0, second, step = 1] = values.map(Number);
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const turns = Math.ceil((to - from) / step);
  if (!(turns <= LONGEST_RANGE)) throw new Error(`range() has at most ${LONGEST_RANGE} turns`);
  return Array.from({ length: Math.max(0, turns) }, (_, turn) => from + turn * step);
}
