import { defineConfig } from 'vitest/config';

/** The tests that a mutation run asks: fast ones, near what is mutated. */
export default defineConfig({
  test: {
    include: [
      'tests/unit/lib/{period,recipientsOf}.test.ts',
      'tests/unit/editions/{duePeriods,planEditions,planWork,heldEditions,audiencesOf}.test.ts',
      'tests/unit/due.test.ts',
      'tests/unit/checks/{limits,gate,setAside}.test.ts',
      'tests/unit/metrics/{readingsOf,spanBlocks,partOfPeriod,metricsOfBrand}.test.ts',
      'tests/unit/pipeline/memberResults.test.ts',
      'tests/unit/mail/{mailLife,ledger,ledgerBooks}.test.ts',
      'tests/unit/extracts/badRows.test.ts',
      'tests/unit/connectors/secrets.test.ts',
    ],
    // One worker keeps what it has loaded: a mutant is switched on within it.
    isolate: false,
    testTimeout: 60_000,
  },
});
