declare module 'topojson-client' {
  interface Feature {
    readonly type: 'Feature';
    readonly id?: string | number;
    readonly properties: Readonly<Record<string, unknown>>;
    readonly geometry: { readonly type: string; readonly coordinates: readonly unknown[] };
  }
  export function feature(topology: object, object: unknown): { readonly features: readonly Feature[] };
}
