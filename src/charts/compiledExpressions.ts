import { type CodeGenerator, type CompileExpression, type RuntimeExpression, runtimeContext } from 'vega';
import { boundedCache } from '../lib/boundedCache.ts';

/**
 * Vega's own code generator, whose functions are compiled once for all views of a process: each view would compile its
 * own, and run them before the engine has made them fast.
 */
export function compiledExpressions(): CodeGenerator {
  const { expr } = runtimeContext({ events: () => undefined }, {});
  const compiled = boundedCache<ReturnType<CompileExpression>>(20_000);
  const remembering =
    (kind: 'operator' | 'parameter' | 'encode'): CompileExpression =>
    (context, expression) => {
      const key = `${kind}:${keyOf(expression)}`;
      // Without the functions of a view it is bound to none.
      const unbound = compiled.get(key) ?? expr[kind]({}, expression);
      compiled.set(key, unbound);
      return unbound.bind(context.functions);
    };
  return {
    ...expr,
    operator: remembering('operator'),
    parameter: remembering('parameter'),
    encode: remembering('encode'),
  };
}

function keyOf({ code, marktype, channels = {} }: RuntimeExpression): string {
  return code ?? JSON.stringify([marktype, Object.entries(channels).map(([name, channel]) => [name, channel.code])]);
}
