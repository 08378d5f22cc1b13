/** The part of Eleventy 3.1 that this folder uses; the package ships no types. */
declare module '@11ty/eleventy' {
  export interface EleventyConfig {
    setTemplateFormats(formats: readonly string[]): void;
    addExtension(
      format: string,
      settings: {
        readonly outputFileExtension: string;
        readonly compile: (content: string) => () => Promise<string>;
      },
    ): void;
    addTemplate(virtualPath: string, content: string, data: Readonly<Record<string, unknown>>): void;
  }

  export interface RenderedPage {
    readonly url: string;
    readonly outputPath: string;
    readonly content: string;
  }

  export default class Eleventy {
    constructor(
      input: string,
      output: string,
      options: { readonly quietMode: boolean; readonly configPath: string; config(config: EleventyConfig): void },
    );
    init(): Promise<void>;
    disableLogger(): void;
    toJSON(): Promise<readonly RenderedPage[]>;
  }
}
