import type { Brand, CatalogueNote, Drawing, EditionKey, Grain, LocalText, Project, Snapshot } from '../types.ts';

/** One chart at one grain, at both widths. */
export interface ChartDrawings {
  readonly wide: Drawing;
  readonly narrow: Drawing;
}

/** What charts are painted with: hex values per name ("ink", "accent", "series-1", "scale-0" …), on light and dark paper. */
export interface ColourSchemes {
  readonly light: Readonly<Record<string, string>>;
  readonly dark: Readonly<Record<string, string>>;
}

/** An edition whose page is to be composed now. */
export interface EditionToCompose {
  readonly snapshot: Snapshot;
  /** The finished drawing of a chart of the report over a block's table of one grain; ids unique on the page. */
  readonly draw: (chart: string, data: string, grain: Grain) => ChartDrawings;
  /** The PDF's file name beside the page, where there is going to be one. */
  readonly pdf: string | null;
  /** The editions before and after it, as far as they are out when this page is made. */
  readonly earlier?: EditionKey | null;
  readonly later?: EditionKey | null;
}

/** An edition that is out, as the lists name it. */
export interface SiteEdition {
  readonly key: EditionKey;
  readonly title: string;
  /** In a burst, what its title is made of. */
  readonly burst?: Snapshot['burst'];
  readonly headline: string;
  /** The PDF's file name beside its page. */
  readonly pdf: string | null;
  /** Where it is listed by now: its own address outlives the names of brand, team and report that are in it. */
  readonly home: EditionHome;
  /** What its brand and team were called when it came out. */
  readonly titles?: { readonly brand: string; readonly team: LocalText };
}

export interface EditionHome {
  readonly brand: string;
  readonly team: string;
  /** Folder of the list that it is on, below the site. */
  readonly folder: string;
}

/** What all pages of the site are made with. */
export interface SiteRequest {
  readonly project: Pick<Project, 'site' | 'brands' | 'teams' | 'reports'>;
  /** Absolute: the project's `templates/`. Whatever layout, part or page it lacks is the engine's own. */
  readonly templatesDir: string;
  /** Absolute: the site's folder. */
  readonly outDir: string;
  readonly coloursOf: (brand: Brand) => ColourSchemes;
  /** A line the height of a word, as SVG markup, oldest value first. */
  readonly sparkline: (values: readonly (number | null)[]) => string;
}

export interface EditionsRequest extends SiteRequest {
  readonly editions: readonly EditionToCompose[];
}

export interface ListsRequest extends SiteRequest {
  /** Every edition that is out: front page, brand and team pages are made from them. */
  readonly published: readonly SiteEdition[];
  /** Per brand's name: every metric that it has, for its catalogue. */
  readonly metrics: ReadonlyMap<string, readonly CatalogueNote[]>;
}

export interface ComposedEdition {
  readonly id: string;
  /** Relative to `outDir`. */
  readonly html: string;
  /** The CSV files beside it, relative to `outDir`. */
  readonly csv: readonly string[];
}
