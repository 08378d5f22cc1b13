import { checkChart } from '../charts/checkChart.ts';
import { columnsOfMetrics } from '../metrics/columnsOfRequest.ts';
import { metricStatements } from '../metrics/metricStatements.ts';
import { checkBody } from '../pages/checkBody.ts';
import { checkTemplates } from '../pages/checkTemplates.ts';
import { bindProject } from '../warehouse/bindProject.ts';

/** What other rooms know of a project's parts, for those who check one. */
export const projectTools = {
  bindProject,
  metricStatements,
  checkBody,
  checkChart,
  checkTemplates,
  columnsOfMetrics,
} as const;
