import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { defaultSeries } from '../../../src/config/buildBrand.ts';
import { contrastOf } from '../../../src/lib/contrast.ts';

const folder = join(import.meta.dirname, '../../../templates/brands');
const ofBrands = readdirSync(folder).flatMap((brand): [string, readonly string[]][] => {
  const { colours } = parse(readFileSync(join(folder, brand, 'brand.yml'), 'utf8'));
  return colours?.series === undefined ? [] : [[brand, colours.series]];
});

/** Contrast of two greys that are told apart where parts of a bar touch each other. */
const LEAST = 1.35;

describe('Printed in grey, each colour of a series differs from the one before it', () => {
  test.each<[string, readonly string[]]>([['the default', defaultSeries], ...ofBrands])('%s', (_, series) => {
    for (const [index, colour] of series.slice(1).entries())
      expect(contrastOf(colour, series[index] ?? ''), colour).toBeGreaterThanOrEqual(LEAST);
  });
});
