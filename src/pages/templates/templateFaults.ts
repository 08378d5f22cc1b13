import { posix } from 'node:path';
import type { Node } from 'nunjucks';
import { didYouMean } from '../../lib/problem.ts';
import { bodyTags } from '../bodyTags.ts';
import { nunjucks } from '../templateLanguage.ts';

/** What is wrong with a template, by its own lines and columns, from 1. */
export interface TemplateFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
}

export interface KnownNames {
  readonly filters: readonly string[];
  /** Filters that are there, and why this template may not use them. */
  readonly refused?: Readonly<Record<string, Pick<TemplateFault, 'message' | 'hint'>>>;
  /** Of the templates that it may include, extend and import. */
  readonly templates: ReadonlySet<string>;
  /** The template's own name, from which "./" and "../" lead on; without it, what they lead to is not judged. */
  readonly name?: string;
}

const NAME = /^[A-Za-z_]\w*$/;

/**
 * Everything in a template that it may not have, found without rendering it: what is not the language, names that are
 * none (Nunjucks writes them into the program that it makes of a template), what waits for others, filters and templates
 * that are not there, and what values inherit.
 */
export function templateFaults(source: string, known: KnownNames): readonly TemplateFault[] {
  let root: Node;
  try {
    root = nunjucks.parser.parse(source, [bodyTags(() => '')], { trimBlocks: true, lstripBlocks: true });
  } catch (error) {
    return [unreadable(error)];
  }
  return root.findAll(nunjucks.nodes.Node).flatMap((node) => {
    const found = faultOf(node, known);
    return found === undefined ? [] : [{ line: node.lineno + 1, column: node.colno + 1, ...found }];
  });
}

function unreadable(error: unknown): TemplateFault {
  const { lineno = 1, colno = 1, message } = error as { lineno?: number; colno?: number; message: string };
  const reason = message.replace(/^.*\[Line \d+, Column \d+\]\s*/s, '').trim();
  return { line: Math.max(1, lineno), column: Math.max(1, colno), message: `It cannot be read: ${reason}.` };
}

type Found = Pick<TemplateFault, 'message' | 'hint'> | undefined;

function faultOf(node: Node, known: KnownNames): Found {
  return FAULTS[node.typename]?.(node, known);
}

const WAITS = (): Found => ({
  message: 'There is no tag that waits for others.',
  hint: 'Use {% for %} and {% if %}.',
});
const macro = ({ name, args }: Node): Found =>
  named(name === undefined || name === null ? [] : [name]) ?? named(parameters(args));

const FAULTS: Readonly<Record<string, (node: Node, known: KnownNames) => Found>> = {
  AsyncEach: WAITS,
  AsyncAll: WAITS,
  IfAsync: WAITS,
  CallExtensionAsync: WAITS,
  Symbol: (node) => named([node]),
  Macro: macro,
  Caller: macro,
  Block: ({ name }) => named([name]),
  Set: ({ targets }) => named(targets ?? []),
  For: ({ name }) => named(name?.children ?? [name]),
  Import: (node, known) => named([node.target]) ?? template(node, known),
  FromImport: (node, known) => named(pairs(node.names?.children ?? [])) ?? template(node, known),
  Filter: ({ name }, { filters, refused = {} }) => {
    const filter = String(name?.value);
    if (Object.hasOwn(refused, filter)) return refused[filter];
    if (filters.includes(filter)) return undefined;
    return { message: `There is no filter named "${filter}".`, hint: didYouMean(filter, filters) };
  },
  FunCall: ({ name }) => callee(name),
  Is: ({ right }) => (typeof right?.value === 'string' ? named([right]) : undefined),
  Literal: ({ value }) => (value instanceof RegExp ? { message: 'There are no patterns: write a text.' } : undefined),
  LookupVal: ({ val }) => (val?.typename === 'Literal' ? inherited(String(val.value)) : undefined),
  Include: template,
  Extends: template,
};

function template(node: Node, { templates, name }: KnownNames): Found {
  const value = node.template?.typename === 'Literal' ? node.template.value : undefined;
  if (typeof value !== 'string') return undefined;
  const isRelative = value.startsWith('./') || value.startsWith('../');
  if (isRelative && name === undefined) return undefined;
  if (templates.has(isRelative ? posix.join(posix.dirname(name ?? ''), value) : value)) return undefined;
  return { message: `There is no template "${value}".`, hint: noTemplateHint(value, templates) };
}

/** Where templates find one another, and what lies near the name. */
export function noTemplateHint(name: string, templates: ReadonlySet<string>): string {
  const near = didYouMean(name, templates);
  const rule = 'A template is named by its place below templates/, such as "parts/footer.njk".';
  return near.startsWith('Did') ? near : rule;
}

function named(nodes: readonly (Node | undefined)[]): Found {
  for (const node of nodes) {
    const name = String(node?.value);
    if (node?.typename !== 'Symbol' || !NAME.test(name)) return { message: `"${name}" cannot be a name.` };
    const found = inherited(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of a macro: names, and names with what they are when nobody says. */
function parameters(list: Node | undefined): readonly (Node | undefined)[] {
  return (list?.children ?? []).flatMap((node) =>
    node.typename === 'KeywordArgs' ? pairs(node.children ?? []) : node,
  );
}

function pairs(nodes: readonly Node[]): readonly (Node | undefined)[] {
  return nodes.flatMap((node) => {
    if (node.typename !== 'Pair') return [node];
    const value = node.value as Node;
    return value.typename === 'Symbol' ? [node.key, value] : [node.key];
  });
}

function callee(node: Node | undefined): Found {
  if (node?.typename === 'Symbol') return undefined;
  const isMember = node?.typename === 'LookupVal' && node.target?.typename === 'Symbol';
  if (isMember && NAME.test(String(node.val?.value))) return undefined;
  return {
    message: 'This cannot be called.',
    hint: 'Templates call macros, as name() or imported.name(), and range().',
  };
}

/** What every object has from the language that the program is written in. */
function inherited(name: string): Found {
  if (!(name in Object.prototype) && name !== 'prototype') return undefined;
  return { message: `"${name}" is not there: templates see data, and nothing of the program that draws them.` };
}
