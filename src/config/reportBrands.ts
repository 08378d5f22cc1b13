/**
 * Whether a brand gets a report: where the one names the other. A report that names no brand goes to every brand that
 * names no report and has data of its own.
 */
export function goesTo(
  report: { readonly name: string; readonly known: { readonly brands?: readonly string[] | undefined } },
  brand: {
    readonly name: string;
    readonly known: { readonly reports?: readonly string[] | undefined; readonly spans?: unknown };
  },
): boolean {
  const { brands } = report.known;
  const { reports, spans } = brand.known;
  if (brands === undefined && reports === undefined) return spans === undefined;
  return brands?.includes(brand.name) === true || reports?.includes(report.name) === true;
}
