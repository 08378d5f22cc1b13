import { parseExpression } from 'vega';
import { isObject } from './json.ts';

interface Reads {
  /** `datum.users`, `datum['users']` → "users". */
  readonly fields: readonly string[];
  /** Names of the functions that are called. */
  readonly functions: readonly string[];
}

/** What a Vega expression reads and calls. Throws Vega's own error where the expression does not parse. */
export function expressionReads(expression: string): Reads {
  const fields = new Set<string>();
  const functions = new Set<string>();
  visit(parseExpression(expression), (node) => {
    if (node['type'] === 'CallExpression' && isObject(node['callee'])) functions.add(String(node['callee']['name']));
    if (node['type'] !== 'MemberExpression' || !isObject(node['object']) || !isObject(node['property'])) return;
    if (node['object']['name'] !== 'datum') return;
    const name = node['computed'] === true ? node['property']['value'] : node['property']['name'];
    if (typeof name === 'string') fields.add(name);
  });
  return { fields: [...fields], functions: [...functions] };
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
