import { expect, test } from 'vitest';
import { type Changes, problemsOf } from './smallProject.ts';

/** One thing that a maintainer can get wrong in the small project, and the exact lines that they see. */
export function mistake(title: string, changes: Changes, ...seen: readonly string[]): void {
  test(title, async () => {
    expect(await problemsOf(changes)).toEqual(seen);
  });
}

export const site = 'templates/site.yml';
export const brand = 'templates/brands/north/brand.yml';
export const team = 'templates/teams/care.yml';
export const report = 'templates/reports/care/report.md';
export const chart = 'templates/reports/care/visits-by-ward.vl.json';
export const source = 'queries/sources/clinic.yml';
export const metrics = 'queries/metrics/care.yml';
export const check = 'queries/checks/no_future_visits.sql';
