/** What a part of the sample is made from. The same request makes the same data, byte for byte. */
export interface SampleRequest {
  /** Where its files may lie, absolute. */
  readonly folder: string;
  /** The last day that has data. */
  readonly until: string;
  /** 1 is the quick default; volumes grow in proportion to it. */
  readonly scale: number;
}

/** One of the sample's organisations with its data in place, behind whatever system holds it. */
export interface SampleSystem {
  /** What a run needs to be told to find it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export type StartSample = (request: SampleRequest) => Promise<SampleSystem>;
