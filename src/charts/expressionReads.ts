import { parseExpression } from 'vega';
import { isObject, listOf } from './json.ts';

interface Reads {
  /** `datum.users`, `datum['users']` → "users". */
  readonly fields: readonly string[];
  readonly calls: readonly Call[];
}

/** A call of a function: its name, and how many parameters it is given. */
export interface Call {
  readonly name: string;
  readonly parameters: number;
}

/** What a Vega expression reads and calls. Throws Vega's own error where the expression does not parse. */
export function expressionReads(expression: string): Reads {
  const fields = new Set<string>();
  const calls: Call[] = [];
  visit(parseExpression(expression), (node) => {
    if (node['type'] === 'CallExpression' && isObject(node['callee']))
      calls.push({ name: String(node['callee']['name']), parameters: listOf(node['arguments']).length });
    if (node['type'] !== 'MemberExpression' || !isObject(node['object']) || !isObject(node['property'])) return;
    if (node['object']['name'] !== 'datum') return;
    const name = node['computed'] === true ? node['property']['value'] : node['property']['name'];
    if (typeof name === 'string') fields.add(name);
  });
  return { fields: [...fields], calls };
}

/** The same; undefined where it does not parse. Vega throws a plain Error then, and a RangeError where it is too deep. */
export function readsOf(expression: string): Reads | undefined {
  try {
    return expressionReads(expression);
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.constructor === Error)) return undefined;
    throw error;
  }
}

/** Vega's nodes carry a prototype, so that `Object.values` is the way to all of them. */
function visit(node: unknown, see: (node: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, see);
  } else if (isObject(node)) {
    see(node);
    for (const child of Object.values(node)) visit(child, see);
  }
}
