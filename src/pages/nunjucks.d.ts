/** The part of Nunjucks 3.2 that this folder uses; the package ships no types. */
declare module 'nunjucks' {
  export interface Node {
    readonly typename: string;
    readonly lineno: number;
    readonly colno: number;
    readonly value?: unknown;
    readonly children?: readonly Node[];
    readonly target?: Node;
    readonly val?: Node;
    readonly key?: Node;
    readonly name?: Node;
    readonly args?: Node;
    readonly names?: Node;
    readonly right?: Node;
    readonly template?: Node;
    readonly targets?: readonly Node[];
    readonly findAll: (kind: unknown) => readonly Node[];
  }

  export interface Token {
    readonly type: string;
    readonly value: string;
    readonly lineno: number;
    readonly colno: number;
  }

  export interface Parser {
    nextToken(): Token;
    peekToken(): Token;
    skip(type: string): boolean;
    skipValue(type: string, value: string): boolean;
    parseExpression(): Node;
    parseAsRoot(): Node;
    advanceAfterBlockEnd(name?: string): Token;
    fail(message: string, line?: number, column?: number): never;
    extensions: readonly Extension[];
  }

  type NodeClass<Arguments extends readonly unknown[]> = new (line: number, column: number, ...rest: Arguments) => Node;

  export interface Nodes {
    readonly NodeList: NodeClass<[children: readonly Node[]]>;
    readonly Literal: NodeClass<[value: unknown]>;
    readonly CallExtension: new (extension: Extension, method: string, args: Node, content: readonly Node[]) => Node;
    readonly Node: unknown;
    readonly Symbol: unknown;
    readonly Filter: unknown;
  }

  export interface Extension {
    readonly tags: readonly string[];
    parse(parser: Parser, nodes: Nodes): Node;
  }

  export interface Context {
    readonly ctx: Readonly<Record<string, unknown>>;
    readonly env: Environment;
  }

  export interface TemplateSource {
    readonly src: string;
    readonly path: string;
    readonly noCache: boolean;
  }

  export interface Loader {
    getSource(name: string): TemplateSource | null;
    isRelative(name: string): boolean;
    resolve(from: string, to: string): string;
  }

  export type Callable = (...values: readonly unknown[]) => unknown;
  export type Filter = (this: Context, ...values: never[]) => unknown;

  export interface Frame {
    set(name: string, value: unknown, resolveUp?: boolean): void;
    lookup(name: string): unknown;
  }

  /** What compiled templates call. */
  export interface TemplateRuntime {
    memberLookup: (of: unknown, key: unknown) => unknown;
    contextOrFrameLookup: (context: Context, frame: Frame, name: string) => unknown;
    callWrap: (called: unknown, name: string, context: Context, parameters: readonly unknown[]) => unknown;
    makeMacro: (...parts: readonly unknown[]) => Callable;
    handleError: (error: Error & { readonly lineno?: number }, line: number, column: number) => Error;
    readonly Frame: { readonly prototype: Frame };
    readonly SafeString: typeof SafeString;
  }

  export interface Compiler {
    compileLookupVal(this: Compiler, node: Node, frame: Frame): void;
    _emit(code: string): void;
    _compileExpression(node: Node | undefined, frame: Frame): void;
  }

  /** A template before and after it has been compiled. */
  export interface CompiledTemplate {
    readonly env: Environment;
    readonly path: string;
    readonly tmplStr: string;
    blocks: unknown;
    rootRenderFunc: unknown;
    compiled: boolean;
    compile(): void;
    _getBlocks(made: Readonly<Record<string, unknown>>): unknown;
    render(data: object): string;
  }

  export class Environment {
    constructor(
      loaders: readonly Loader[],
      options: { readonly autoescape: boolean; readonly trimBlocks?: boolean; readonly lstripBlocks?: boolean },
    );
    filters: Readonly<Record<string, Filter>>;
    tests: Readonly<Record<string, unknown>>;
    globals: Readonly<Record<string, unknown>>;
    readonly asyncFilters: readonly string[];
    readonly extensionsList: readonly Extension[];
    readonly opts: unknown;
    addExtension(name: string, extension: Extension): void;
    render(template: string, data: object): string;
  }

  export class SafeString {
    constructor(markup: string);
    toString(): string;
  }

  interface Nunjucks {
    readonly Environment: typeof Environment;
    readonly Template: {
      new (source: string, environment: Environment, path: string): CompiledTemplate;
      readonly prototype: {
        _compile(this: CompiledTemplate): void;
        render(this: CompiledTemplate, ...parts: readonly unknown[]): string;
      };
    };
    readonly runtime: TemplateRuntime;
    readonly lib: {
      readonly TemplateError: new (message: string | Error, line: number, column: number) => Error;
      _prettifyError(path: string, withInternals: boolean, error: unknown): Error;
    };
    readonly compiler: {
      readonly Compiler: { readonly prototype: Compiler };
      compile(
        source: string,
        asyncFilters: readonly string[],
        extensions: readonly Extension[],
        path: string,
        options: unknown,
      ): string;
    };
    readonly nodes: Nodes;
    readonly parser: {
      readonly Parser: new (tokens: unknown) => Parser;
      parse(source: string, extensions: readonly Extension[], options: object): Node;
    };
    readonly lexer: { lex(text: string): unknown };
  }

  const nunjucks: Nunjucks;
  export default nunjucks;
}
