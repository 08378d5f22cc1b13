export interface StageTime {
  readonly name: string;
  readonly ms: number;
  readonly rows?: number;
}

/** Adds up how long each stage took, also where brands work on it side by side: their times add. */
export class Stopwatch {
  readonly #stages = new Map<string, { ms: number; rows?: number }>();

  /** Runs some work of a stage and counts its time. */
  async time<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      const known = this.#stages.get(stage);
      this.#stages.set(stage, { ...known, ms: (known?.ms ?? 0) + performance.now() - start });
    }
  }

  addRows(stage: string, rows: number): void {
    const known = this.#stages.get(stage);
    this.#stages.set(stage, { ms: known?.ms ?? 0, rows: (known?.rows ?? 0) + rows });
  }

  /** In the order in which the stages began. */
  get stages(): readonly StageTime[] {
    return [...this.#stages].map(([name, { ms, rows }]) => ({
      name,
      ms: Math.round(ms),
      ...(rows === undefined ? {} : { rows }),
    }));
  }
}
