/** Processor time, in milliseconds, in which any drawing comes to its end. */
export const MOST_CPU_MS = 10_000;
