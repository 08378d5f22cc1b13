import type { Manifest, ManifestEdition } from '../types.ts';

const SIGNS = { published: '●', unchanged: '○', held: '!', failed: '✗' } as const;

/** What a run did, for a person: a line per edition that is not unchanged, and one for all. */
export function manifestWords(manifest: Manifest): readonly string[] {
  const { editions, deliveries, stages, alerts, unpulled = [], troubles = [], lost = [], mailProblems = [] } = manifest;
  const times = stages.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)} s`).join(', ');
  // Why has been said as a warning when it happened.
  const lacking = unpulled.map(({ source }) => `✗ not pulled, or not whole: ${source}`);
  const isPull = stages.length === 1 && stages[0]?.name === 'pull';
  // Nothing was done with editions and mails.
  const whole = `${stages[0]?.rows ?? 0} rows were pulled, now or before.`;
  if (isPull) return [...lacking, lacking.length > 0 ? times : `${whole} ${times}`];
  // A stage by itself makes files and publishes nothing: what it made is not as it was.
  const isMade = ({ status, reused }: ManifestEdition): boolean => status === 'unchanged' && !reused;
  const counted = (status: ManifestEdition['status']): number =>
    editions.filter((edition) => edition.status === status && !isMade(edition)).length;
  const made = editions.filter(isMade).length;
  const told = editions.filter(({ status }) => status !== 'unchanged');
  const lines = told.flatMap(({ status, id, reasons, pdfPages, warnings = [] }) => [
    `${SIGNS[status]} ${status.padEnd(9)} ${id}${pdfPages === null ? '' : `  (${pdfPages} pages)`}`,
    // The whole of it has been said as a warning when it happened.
    ...reasons.map((reason) => `              ${reason.split('\n')[0]}`),
    ...warnings.map((warning) => `              Warning: ${warning}`),
  ]);
  const counts = (['published', 'unchanged', 'held', 'failed'] as const)
    .filter((status) => counted(status) > 0)
    .map((status) => `${counted(status)} ${status}`);
  if (made > 0) counts.unshift(`${made} made and not published`);
  const mails = deliveries.filter(({ status }) => status === 'sent' || status === 'written').length;
  return [
    ...lines,
    ...lacking,
    ...troubles.map(({ stage, reason }) => `✗ ${stage}: ${reason.split('\n')[0]}`),
    ...alerts.map(({ edition, reason }) => `! alert     ${edition}: ${reason}`),
    ...lost.map(({ edition, reason }) => `✗ lost      ${edition}: ${reason}`),
    ...lostWords(deliveries),
    ...mailProblems.map((problem) => `✗ mails     ${problem}`),
    `${counts.join(', ') || 'No edition is due'}; ${mails === 0 ? 'no new mails' : mails === 1 ? '1 mail' : `${mails} mails`}. ${times}`,
  ];
}

/** Many are told together, where one reason stands for all. */
const TOLD_SINGLY = 5;

function lostWords(deliveries: Manifest['deliveries']): readonly string[] {
  const lost = deliveries.filter(({ status }) => ['failed', 'ambiguous', 'refused', 'expired'].includes(status));
  const alike = Map.groupBy(lost, ({ status, detail, isTold }) => JSON.stringify([status, detail, isTold]));
  return [...alike.values()].flatMap((mails) => {
    const [{ status, detail = '' } = { status: 'failed' as const }] = mails;
    if (mails.length > TOLD_SINGLY) return [`✗ mail ${status}  ${mails.length} mails: ${detail}`];
    return mails.map(({ recipient, edition }) => `✗ mail ${status}  ${edition} to ${recipient}: ${detail}`);
  });
}
