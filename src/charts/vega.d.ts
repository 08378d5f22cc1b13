import 'vega';

/** What vega exports but its types forget. */
declare module 'vega' {
  /** A scale from 0…1 to colours, as "rgb(…)". */
  export function interpolateColors(colors: readonly string[], type: 'lab' | 'rgb' | 'hcl'): (share: number) => string;

  /** Widths of texts in pixels, as a view lays them out. */
  export const textMetrics: { width(item: object, text: string): number };

  /** The context in which a view reads its runtime specification; `expr` makes functions of its expressions. */
  export function runtimeContext(dataflow: object, transforms: object): { readonly expr: CodeGenerator };

  /** What Vega calls its code generator: functions of expressions, bound to the functions of a view. */
  export interface CodeGenerator {
    readonly operator: CompileExpression;
    readonly parameter: CompileExpression;
    readonly encode: CompileExpression;
  }

  export type CompileExpression = (
    context: { readonly functions?: unknown },
    expression: RuntimeExpression,
  ) => (...args: readonly unknown[]) => unknown;

  /** An expression as code, or the channels of a mark with the code of each. */
  export interface RuntimeExpression {
    readonly code?: string;
    readonly marktype?: string;
    readonly channels?: Readonly<Record<string, { readonly code: string }>>;
  }

  /** Where a renderer writes elements, one within the other. */
  export interface Markup {
    open(tag: string, ...attributes: readonly (object | null)[]): this;
    text(text: unknown): this;
    close(): this;
  }

  /** Vega's renderer of SVG; what it draws is told to a Markup, element by element. */
  export class SVGStringRenderer extends Renderer {
    constructor(loader: Loader);
    mark(markup: Markup, scene: object): Markup;
    href(item: object): object | null;
    loadImage(address: string): Promise<object>;
    /** Gradients and clips of what has been drawn. */
    defs(markup: Markup): void;
  }
}
