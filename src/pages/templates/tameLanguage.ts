import { compileFunction } from 'node:vm';
import type {
  Callable,
  CompiledTemplate,
  Compiler,
  Context,
  Environment,
  Frame,
  Node,
  TemplateRuntime,
} from 'nunjucks';
import { nunjucks } from '../templateLanguage.ts';

/** Processor time that one page or mail may take: a hundred times what a large one needs. */
const LONGEST_MS = 10_000;

/** The first thing that a template may not have. */
type FaultOf = (
  source: string,
  environment: Environment,
) => { readonly message: string; readonly line: number; readonly column: number } | undefined;

/** Looks at the time once in so many steps of a loop. */
const STEPS_BETWEEN_LOOKS = 1024;

/** Functions that a template may call: macros as it makes them, and `range`. Whatever else is a function is refused. */
const callable = new WeakSet<object>();

/** What was refused, said to whoever wrote the template; Nunjucks adds the template and the line. */
class Refusal extends Error {}

/**
 * Nunjucks with nothing to reach: members are a value's own data and never what the engine's objects inherit, what can
 * be called are macros, templates are compiled without `eval`, and a rendering ends. It changes the one copy of
 * Nunjucks that there is in a process, so it is called in the process that renders and nowhere else.
 */
export function tameLanguage(faultOf: FaultOf): void {
  const { runtime, Template, compiler } = nunjucks;
  const makeMacro = runtime.makeMacro;
  const tamed: Partial<TemplateRuntime> = {
    memberLookup,
    contextOrFrameLookup,
    callWrap,
    makeMacro: (...parts) => allow(makeMacro(...parts)),
    // Nunjucks counts lines from 0 here, and from 1 where it reads templates.
    handleError: (error, line, column) =>
      error.lineno === undefined ? new nunjucks.lib.TemplateError(error, line + 1, column + 1) : error,
  };
  Object.assign(runtime, tamed);
  limitLoops(runtime.Frame.prototype);
  compiler.Compiler.prototype.compileLookupVal = lookUpWithPlace;
  const { render } = Template.prototype;
  Template.prototype.render = function renderAtOnce(...parts) {
    // Nunjucks hands the error of a template within a template on later, when the text has gone out without it.
    try {
      this.compile();
    } catch (error) {
      throw nunjucks.lib._prettifyError(this.path, false, error);
    }
    return render.apply(this, [...parts]);
  };
  Template.prototype._compile = function compile() {
    const fault = faultOf(this.tmplStr, this.env);
    if (fault !== undefined) throw new nunjucks.lib.TemplateError(fault.message, fault.line, fault.column);
    compileWithoutEval(this);
  };
}

/** Lets templates call a function of ours. */
export function allow<T extends Callable>(fn: T): T {
  callable.add(fn);
  return fn;
}

let startedAt = 0;
let steps = 0;

/** Begins to count the time of a rendering. */
export function startRendering(): void {
  startedAt = processorMs();
}

function processorMs(): number {
  return process.cpuUsage().user / 1000;
}

/** Every loop sets its variable in each turn: there an endless one is found. */
function limitLoops(frame: Frame): void {
  const { set } = frame;
  frame.set = function setWithLimit(...parts) {
    steps += 1;
    if (steps % STEPS_BETWEEN_LOOKS === 0 && processorMs() - startedAt > LONGEST_MS)
      throw new Refusal(`it takes more than ${LONGEST_MS / 1000} s: a loop of it does not end, or has too many turns`);
    return set.apply(this, parts);
  };
}

function memberLookup(of: unknown, key: unknown): unknown {
  if (of === undefined || of === null) return undefined;
  const name = keyOf(key);
  if (name === undefined) return undefined;
  if (of instanceof nunjucks.runtime.SafeString || typeof of === 'string') return memberOfText(String(of), name);
  if (typeof of === 'object' && isPlain(of) && Object.hasOwn(of, name))
    return usable((of as Readonly<Record<string, unknown>>)[name], name);
  if (typeof of === 'function' || !isPlainValue(of) || name in Object(of)) throw refused(name);
  return undefined;
}

/** Names alone: a list or an object as a name would be asked for its words. */
function keyOf(key: unknown): string | undefined {
  if (typeof key === 'string' || typeof key === 'number') return String(key);
  return key instanceof nunjucks.runtime.SafeString ? String(key) : undefined;
}

function memberOfText(text: string, name: string): unknown {
  if (name === 'length' || /^\d+$/.test(name)) return name === 'length' ? text.length : text[Number(name)];
  if (name in String.prototype) throw refused(name);
  return undefined;
}

function isPlainValue(of: unknown): boolean {
  return typeof of !== 'object' || of === null || isPlain(of);
}

function isPlain(of: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(of);
  return prototype === null || prototype === Object.prototype || Array.isArray(of);
}

function contextOrFrameLookup(context: Context, frame: Frame, name: string): unknown {
  const inFrame = frame.lookup(name);
  if (inFrame !== undefined && inFrame !== null) return usable(inFrame, name);
  if (Object.hasOwn(context.ctx, name)) return usable(context.ctx[name], name);
  if (Object.hasOwn(context.env.globals, name)) return usable(context.env.globals[name], name);
  if (name in Object.prototype) throw refused(name);
  return undefined;
}

function usable(value: unknown, name: string): unknown {
  if (typeof value === 'function' && !callable.has(value)) throw refused(name);
  return value;
}

function callWrap(called: unknown, name: string, _context: Context, parameters: readonly unknown[]): unknown {
  if (typeof called !== 'function' || !callable.has(called))
    throw new Refusal(`"${name}" cannot be called: templates call macros of their own, and range()`);
  // No `this`: a macro needs none, and it would be the engine's own.
  return (called as Callable)(...parameters);
}

function refused(name: string): Refusal {
  return new Refusal(`"${name}" is not there: templates see data, and nothing of the program that draws them`);
}

/** As Nunjucks does it, with the place: else an error would have that of whatever was called before. */
function lookUpWithPlace(this: Compiler, { lineno, colno, target, val }: Node, frame: Frame): void {
  this._emit(`(lineno = ${lineno}, colno = ${colno}, runtime.memberLookup((`);
  this._compileExpression(target, frame);
  this._emit('),');
  this._compileExpression(val, frame);
  this._emit('))');
}

/** As Nunjucks does it, but for `new Function`, which is off where templates are rendered. */
function compileWithoutEval(template: CompiledTemplate): void {
  const { env, path, tmplStr } = template;
  const source = nunjucks.compiler.compile(tmplStr, env.asyncFilters, env.extensionsList, path, env.opts);
  const made = compileFunction(source)() as Readonly<Record<string, unknown>>;
  template.blocks = template._getBlocks(made);
  template.rootRenderFunc = made['root'];
  template.compiled = true;
}
