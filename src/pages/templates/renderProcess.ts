/**
 * The process that renders templates, started by templateProcess.ts: without an environment, without a right to files
 * but for reading its own program, without `eval`. What a template is to show comes as a message, and its text goes back as one.
 */
import type { Environment } from 'nunjucks';
import { type PageFault, pageFaults } from '../../lib/finishedPage.ts';
import { nunjucks } from '../templateLanguage.ts';
import type { RenderAnswer, RenderJob, TemplateError, TemplateSet } from './renderJob.ts';
import { startRendering, tameLanguage } from './tameLanguage.ts';
import { FILTER_NAMES, templateEnvironment } from './templateEnvironment.ts';
import { noTemplateHint, templateFaults } from './templateFaults.ts';

interface KnownSet {
  readonly templates: ReadonlyMap<string, string>;
  readonly environment: Environment;
}

const sets = new Map<string, KnownSet>();
const namesIn = new WeakMap<Environment, ReadonlySet<string>>();
let current: { readonly job: RenderJob; readonly ids: Map<string, number> } | undefined;

tameLanguage((source, environment) => {
  const templates = namesIn.get(environment) ?? new Set();
  const [fault] = templateFaults(source, { filters: FILTER_NAMES, templates });
  if (fault === undefined) return undefined;
  return { ...fault, message: [fault.message, fault.hint].filter((part) => part !== undefined).join('  ') };
});
process.on('message', (message: TemplateSet | RenderJob) => {
  if (message.kind === 'job') process.send?.(answerOf(message));
  else sets.set(message.set, open(message.templates));
});
process.on('disconnect', () => process.exit());

function open(templates: ReadonlyMap<string, string>): KnownSet {
  const environment = templateEnvironment(templates, (call, context) => {
    const view = current?.job.tags.get(JSON.stringify(call));
    if (view === undefined) throw new Error(`the tag "${call.tag}" stands outside a report's body`);
    if (view === null) return '';
    return environment.render(`parts/${view.part}.njk`, { ...context, ...view.data, ...idOf(view.data['id']) });
  });
  namesIn.set(environment, new Set(templates.keys()));
  return { templates, environment };
}

/** An id of the page, with a number after it where it is taken already. */
function idOf(id: unknown): { readonly id?: string } {
  if (typeof id !== 'string' || current === undefined) return {};
  const count = (current.ids.get(id) ?? 0) + 1;
  current.ids.set(id, count);
  return { id: count === 1 ? id : `${id}-${count}` };
}

function answerOf(job: RenderJob): RenderAnswer {
  const { id, set } = job;
  const known = sets.get(set);
  if (known === undefined) return { id, errors: [{ name: job.name, message: 'Its templates are not there.' }] };
  current = { job, ids: new Map() };
  try {
    startRendering();
    const text = render(job, known);
    const faults = job.page === undefined ? [] : pageFaults(text, job.page);
    return faults.length === 0 ? { id, text } : { id, errors: faults.map((fault) => placed(fault, job, known)) };
  } catch (error) {
    return { id, errors: [errorOf(error, job, known)] };
  }
}

function render({ name, source, data, insights }: RenderJob, { environment }: KnownSet): string {
  const markup = insights === undefined ? {} : { insights: insightsMarkup(insights, data, environment) };
  const all = { ...data, ...markup };
  return source === undefined
    ? environment.render(name, all)
    : new nunjucks.Template(source, environment, name).render(all);
}

function insightsMarkup(
  insights: NonNullable<RenderJob['insights']>,
  data: RenderJob['data'],
  environment: Environment,
): Readonly<Record<string, unknown>> {
  const markup = Object.entries(insights).map(([name, sentences]) => {
    if (sentences.length === 0) return [name, ''];
    return [name, new nunjucks.runtime.SafeString(environment.render('parts/insights.njk', { ...data, sentences }))];
  });
  return Object.fromEntries(markup) as Readonly<Record<string, unknown>>;
}

/** Where a fault of the finished page is written, as far as it is written anywhere: the rest came with the data. */
function placed(
  { text, message, hint }: PageFault,
  { name, source }: RenderJob,
  { templates }: KnownSet,
): TemplateError {
  const texts = source === undefined ? [...templates] : [[name, source] as const, ...templates];
  const [of, whole] = texts.find(([, template]) => text !== '' && template.includes(text)) ?? [name, undefined];
  if (whole === undefined) return { name, message, hint };
  const before = whole.slice(0, whole.indexOf(text)).split('\n');
  return { name: of, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message, hint };
}

/** Nunjucks' "(name) [Line 3, Column 5]\n  message"; of templates within templates the innermost. */
function errorOf(error: unknown, job: RenderJob, { templates }: KnownSet): TemplateError {
  const said = error instanceof Error ? error.message : String(error);
  const places = [...said.matchAll(/\(([^()\n]+)\)(?: \[Line (\d+), Column (\d+)\])?\s*\n/g)];
  const place = places.at(-1);
  const message = said
    .slice(place === undefined ? 0 : place.index + place[0].length)
    .trim()
    .replace(/^(?:Template render error: |(?:[A-Z][a-z]*)?Error: |: )+/, '')
    .replace(/\.$/, '');
  const [, name = job.name, line, column] = place ?? [];
  const wanted = /^template not found: (.*)$/s.exec(message)?.[1];
  return {
    name,
    ...(line === undefined ? lineOfInclude(name, job, templates) : { line: Number(line), column: Number(column) }),
    message: `The template cannot be rendered: ${message}.`,
    ...(wanted === undefined ? {} : { hint: noTemplateHint(wanted, new Set(templates.keys())) }),
  };
}

/** Nunjucks says no line where a template that another names is not there: it is the only tag of the kind, or nobody knows. */
function lineOfInclude(name: string, job: RenderJob, templates: KnownSet['templates']): { readonly line?: number } {
  const text = name === job.name ? (job.source ?? templates.get(name)) : templates.get(name);
  const lines = (text ?? '')
    .split('\n')
    .flatMap((line, index) => (/\{%-?\s*(?:include|extends|import|from)\b/.test(line) ? [index + 1] : []));
  return lines.length === 1 && lines[0] !== undefined ? { line: lines[0] } : {};
}
