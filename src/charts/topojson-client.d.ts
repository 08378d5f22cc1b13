declare module 'topojson-client' {
  interface Feature {
    readonly type: 'Feature';
    readonly id?: string | number;
    readonly properties: Readonly<Record<string, unknown>>;
    readonly geometry: object;
  }
  export function feature(topology: object, object: unknown): { readonly features: readonly Feature[] };
}
