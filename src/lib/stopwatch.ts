export interface StageTime {
  readonly name: string;
  readonly ms: number;
  readonly rows?: number;
}

interface Stage {
  /** Works under way now. */
  active: number;
  /** When the first of them began. */
  since: number;
  ms: number;
  rows?: number;
}

/**
 * How long each stage was at work. Where brands are in the same stage side by side, or queue in it for the browser, the
 * time counts once; stages overlap, so that together they may take longer than the run.
 */
export class Stopwatch {
  readonly #stages = new Map<string, Stage>();

  /** Runs some work of a stage and counts its time. */
  async time<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const known = this.#stageOf(stage);
    if (known.active === 0) known.since = performance.now();
    known.active += 1;
    try {
      return await work();
    } finally {
      known.active -= 1;
      if (known.active === 0) known.ms += performance.now() - known.since;
    }
  }

  addRows(stage: string, rows: number): void {
    const known = this.#stageOf(stage);
    known.rows = (known.rows ?? 0) + rows;
  }

  /** In the order in which the stages began. */
  get stages(): readonly StageTime[] {
    return [...this.#stages].map(([name, { ms, rows }]) => ({
      name,
      ms: Math.round(ms),
      ...(rows === undefined ? {} : { rows }),
    }));
  }

  #stageOf(name: string): Stage {
    const stage = this.#stages.get(name) ?? { active: 0, since: 0, ms: 0 };
    this.#stages.set(name, stage);
    return stage;
  }
}
