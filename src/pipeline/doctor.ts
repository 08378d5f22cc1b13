import { openProject } from '../config/openProject.ts';
import { selectProject } from '../config/selectProject.ts';
import { examineSources, findingWords, type SourceFinding } from '../connectors/examineSources.ts';
import { examineMail } from '../mail/send/examineMail.ts';
import type { Effects, RunOptions } from '../types.ts';
import { zoneWords } from '../warehouse/zoneCorrections.ts';
import { projectTools } from './projectTools.ts';
import { mailedToAudiences } from './startRun.ts';

/** Whether sources and mails can be used, a line each, and whether all is well. */
export async function examine(
  options: RunOptions,
  effects: Effects,
): Promise<{
  readonly sources: readonly SourceFinding[];
  readonly lines: readonly string[];
  readonly isWell: boolean;
}> {
  const { project, bound } = await openProject(options.projectDir, { tools: async () => projectTools });
  const { brands, reports } = selectProject(project, options);
  const asked = brands.map(({ name }) => name);
  const sources = project.sources.filter((source) => source.brands.some((name) => asked.includes(name)));
  const findings = await examineSources({ sources, projectRoot: project.root, effects });
  const isMailedToAudiences = mailedToAudiences(bound);
  const mail = await examineMail({ project, brands, reports, isMailedToAudiences, isDelivery: true, effects });
  return {
    sources: findings,
    lines: [...findings.flatMap(findingWords), ...(await zoneWords(brands)), ...mail.lines],
    isWell: mail.isWell && findings.every(({ state }) => state === 'well'),
  };
}
