/** Of limits, the one that holds for a grain: its own, else the one that names none. */
export function limitAt<Limit extends { readonly grain?: string }>(
  limits: readonly Limit[] | undefined,
  grain: string | undefined,
): Limit | undefined {
  return limits?.find((limit) => limit.grain === grain) ?? limits?.find((limit) => limit.grain === undefined);
}
