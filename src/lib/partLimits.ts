const OF_ANY_SIZE = new Set(['percent', 'days', 'hours', 'minutes']);

/**
 * Whether a limit that is set for the whole holds for a part as well: a share, a ratio or a waiting time is judged by
 * the same measure whatever the size; the takings of one of forty shops are not to be those of all.
 */
export function holdsForParts({
  format,
  rule,
}: {
  readonly format: string;
  readonly rule: { readonly kind: string };
}): boolean {
  return rule.kind === 'ratio' || OF_ANY_SIZE.has(format);
}
