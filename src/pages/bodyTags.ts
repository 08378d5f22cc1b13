import type { Context, Extension, Node, Nodes, Parser, SafeString } from 'nunjucks';
import { nunjucks } from './templateLanguage.ts';

export type TagName = 'kpis' | 'chart' | 'table' | 'heat';
export type OptionKind = 'text' | 'name' | 'names' | 'count' | 'width';

export interface TagRule {
  /** What stands before the options, in order. */
  readonly takes: readonly ('chart' | 'data')[];
  readonly options: Readonly<Record<string, OptionKind>>;
  readonly needs: readonly string[];
  readonly example: string;
}

export const TAGS: Readonly<Record<TagName, TagRule>> = {
  kpis: { takes: ['data'], options: { only: 'names' }, needs: [], example: '{% kpis block %}' },
  chart: {
    takes: ['chart', 'data'],
    options: { title: 'text', note: 'text', width: 'width' },
    needs: [],
    example: '{% chart "spec", block %}',
  },
  table: {
    takes: ['data'],
    options: { limit: 'count', columns: 'names', title: 'text', note: 'text', bars: 'name' },
    needs: [],
    example: '{% table block, limit: 20 %}',
  },
  heat: {
    takes: ['data'],
    options: { row: 'name', column: 'name', value: 'name', title: 'text', note: 'text' },
    needs: ['row', 'column', 'value'],
    example: '{% heat block, row: "a", column: "b", value: "c" %}',
  },
};

/** A text, or one per language. */
export type OptionText = string | Readonly<Record<string, string>>;
export type OptionValue = OptionText | number | boolean | readonly string[];

/** A tag as it is written: every argument is a constant, so what a body draws is known without any data. */
export interface TagCall {
  readonly tag: TagName;
  readonly positional: readonly OptionValue[];
  readonly options: Readonly<Record<string, OptionValue>>;
}

export function isTagName(name: string): name is TagName {
  return Object.hasOwn(TAGS, name);
}

/** The Nunjucks tags of report bodies; `draw` gives the markup of a call in a page's context. */
export function bodyTags(draw: (call: TagCall, context: Context['ctx']) => string): Extension {
  const extension = {
    tags: Object.keys(TAGS),
    parse(parser: Parser, nodes: Nodes): Node {
      const { lineno, colno } = parser.peekToken();
      const call = JSON.stringify(parseTagCall(parser));
      const args = new nodes.NodeList(lineno, colno, [new nodes.Literal(lineno, colno, call)]);
      return new nodes.CallExtension(extension, 'run', args, []);
    },
    run(context: Context, call: string): SafeString {
      return new nunjucks.runtime.SafeString(draw(JSON.parse(call) as TagCall, context.ctx));
    },
  };
  return extension;
}

/** Reads `name argument, …, option: value %}` from the tag's name to its end. Throws Nunjucks' error where it cannot. */
export function parseTagCall(parser: Parser): TagCall {
  const tag = parser.nextToken().value as TagName;
  const positional: OptionValue[] = [];
  const options: Record<string, OptionValue> = {};
  while (parser.peekToken().type !== 'block-end') {
    const { type, value, lineno, colno } = parser.peekToken();
    const expression = parser.parseExpression();
    const constant = constantOf(expression, parser);
    if (!parser.skip('colon')) positional.push(constant);
    else if (type === 'symbol') options[value] = constantOf(parser.parseExpression(), parser);
    else parser.fail('an option is written name: value', lineno, colno);
    if (parser.skip('comma')) continue;
    const next = parser.peekToken();
    if (next.type !== 'block-end') parser.fail(`a comma is missing before ${next.value}`, next.lineno, next.colno);
  }
  parser.advanceAfterBlockEnd(tag);
  return { tag, positional, options };
}

function constantOf(node: Node, parser: Parser): OptionValue {
  const fail = (): never =>
    parser.fail('an argument must be a name, a text, a number or a list', node.lineno, node.colno);
  switch (node.typename) {
    case 'Symbol':
      return String(node.value);
    case 'Literal':
      return isConstant(node.value) ? node.value : fail();
    case 'Array':
      return (node.children ?? []).map((child) => String(constantOf(child, parser)));
    case 'Dict':
      return Object.fromEntries(
        (node.children ?? []).map(({ key, value }) => [
          key === undefined ? fail() : String(constantOf(key, parser)),
          isNode(value) ? String(constantOf(value, parser)) : fail(),
        ]),
      );
    default:
      return fail();
  }
}

function isConstant(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'typename' in value;
}
