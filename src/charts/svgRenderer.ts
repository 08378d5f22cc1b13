import { type Markup, SVGStringRenderer, type View } from 'vega';
import { sceneRoot, sidesOf } from './scene.ts';
import { escapeXml, type SvgElement } from './svgTree.ts';

interface OpenElement extends SvgElement {
  readonly attributes: Record<string, string>;
  readonly children: (SvgElement | string)[];
}

/** Vega's own renderer of SVG, but without links and images, which ask a loader. */
class LoadingNothing extends SVGStringRenderer {
  override href(): null {
    return null;
  }

  override loadImage(): Promise<never> {
    return new Promise(() => undefined);
  }
}

/** What a view shows, as elements. */
export function svgOf(view: View): SvgElement {
  const tree = new SvgTree();
  const renderer = new LoadingNothing(view.loader());
  const { left, top } = sidesOf(view);
  const [x = 0, y = 0] = view.origin();
  const background = view.background();
  if (background !== null && background !== 'transparent' && background !== 'none')
    tree.open('rect', { width: '100%', height: '100%', fill: background }).close();
  tree.open('g', { transform: `translate(${left + x},${top + y})` });
  renderer.mark(tree, sceneRoot(view));
  tree.close();
  renderer.defs(tree);
  return tree.root;
}

/** Takes what a renderer writes, as elements and not as text. */
class SvgTree implements Markup {
  readonly root: OpenElement = { tag: 'svg', attributes: {}, children: [] };
  private readonly path: OpenElement[] = [this.root];

  open(tag: string, ...attributes: readonly (object | null)[]): this {
    const element: OpenElement = { tag, attributes: {}, children: [] };
    for (const set of attributes)
      for (const [name, value] of Object.entries(set ?? {}))
        if (value !== null && value !== undefined)
          element.attributes[name] = typeof value === 'number' ? String(value) : escapeXml(String(value));
    this.path.at(-1)?.children.push(element);
    this.path.push(element);
    return this;
  }

  text(text: unknown): this {
    if (text !== '') this.path.at(-1)?.children.push(escapeXml(String(text)));
    return this;
  }

  close(): this {
    this.path.pop();
    return this;
  }
}
