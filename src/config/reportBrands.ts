/**
 * Whether a brand gets a report: where the one names the other. A report that names no brand goes to every brand that
 * names no report.
 */
export function goesTo(
  report: { readonly name: string; readonly known: { readonly brands?: readonly string[] | undefined } },
  brand: { readonly name: string; readonly known: { readonly reports?: readonly string[] | undefined } },
): boolean {
  const { brands } = report.known;
  const { reports } = brand.known;
  if (brands === undefined && reports === undefined) return true;
  return brands?.includes(brand.name) === true || reports?.includes(report.name) === true;
}
