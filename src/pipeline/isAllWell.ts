import type { Manifest } from '../types.ts';

/** Whether a run did all that it was to do: its exit code. */
export function isAllWell(manifest: Manifest): boolean {
  const { editions, deliveries, mailProblems = [], unpulled = [], lost = [], troubles = [] } = manifest;
  // What has been settled, and told by the run that found it, is not told again each hour.
  const isWrong = ({ status, isTold }: Manifest['deliveries'][number]): boolean =>
    status === 'failed' || (['ambiguous', 'refused', 'expired'].includes(status) && isTold !== true);
  // An edition with reasons came out all the same, from the data of an earlier pull: somebody has to hear of it.
  const isWell = ({ status, reasons }: Manifest['editions'][number]): boolean =>
    (status === 'published' || status === 'unchanged') && reasons.length === 0;
  return (
    unpulled.length === 0 &&
    troubles.length === 0 &&
    lost.length === 0 &&
    mailProblems.length === 0 &&
    editions.every(isWell) &&
    !deliveries.some(isWrong)
  );
}
