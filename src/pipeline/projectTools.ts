import { checkChart } from '../charts/checkChart.ts';
import { checkMailTemplates } from '../mail/compose/checkMailTemplates.ts';
import { columnsOfMetrics } from '../metrics/columnsOfRequest.ts';
import { metricStatements } from '../metrics/metricStatements.ts';
import { checkBody } from '../pages/checkBody.ts';
import { checkTemplates } from '../pages/checkTemplates.ts';
import { renderSamples } from '../pages/renderSamples.ts';
import { renderText } from '../pages/renderText.ts';
import { bindProject } from '../warehouse/bindProject.ts';

/** What other folders know of a project's parts, for those who check one. */
export const projectTools = {
  bindProject,
  metricStatements,
  checkBody,
  checkChart,
  checkTemplates,
  columnsOfMetrics,
  renderBodies: renderSamples,
  checkMails: (root: string) => checkMailTemplates(root, renderText),
} as const;
