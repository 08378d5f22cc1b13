/** Of ECMAScript's "JSON.parse source text access", which TypeScript does not know yet. */
interface JSON {
  rawJSON(text: string): RawJson;
  isRawJSON(value: unknown): value is RawJson;
  parse(
    text: string,
    reviver: (this: unknown, key: string, value: unknown, context?: { readonly source?: string }) => unknown,
  ): unknown;
}
interface RawJson {
  readonly rawJSON: string;
}
