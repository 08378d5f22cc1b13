/** The part of Nunjucks 3.2 that the room uses; the package ships no types. */
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
    readonly Symbol: unknown;
    readonly For: unknown;
    readonly Set: unknown;
  }

  export interface Extension {
    readonly tags: readonly string[];
    parse(parser: Parser, nodes: Nodes): Node;
  }

  export interface Context {
    readonly ctx: Readonly<Record<string, unknown>>;
  }

  export interface Loader {
    readonly searchPaths?: readonly string[];
  }

  export class FileSystemLoader implements Loader {
    constructor(folders: readonly string[]);
  }

  export class Environment {
    constructor(
      loaders: readonly Loader[],
      options: { readonly autoescape: boolean; readonly trimBlocks?: boolean; readonly lstripBlocks?: boolean },
    );
    addFilter(name: string, filter: (this: Context, ...values: never[]) => unknown): void;
    addGlobal(name: string, value: unknown): void;
    addExtension(name: string, extension: Extension): void;
    render(template: string, data: object): string;
  }

  export class SafeString {
    constructor(markup: string);
    toString(): string;
  }

  interface Nunjucks {
    readonly Environment: typeof Environment;
    readonly FileSystemLoader: typeof FileSystemLoader;
    readonly runtime: { readonly SafeString: typeof SafeString };
    readonly nodes: Nodes;
    readonly parser: { readonly Parser: new (tokens: unknown) => Parser };
    readonly lexer: { lex(text: string): unknown };
  }

  const nunjucks: Nunjucks;
  export default nunjucks;
}
