import type { MetricCatalogue } from './metricCatalogue.ts';
import type { Content, ReportContent } from './readContent.ts';
import type { DataRequestFile } from './reportSchema.ts';
import type { Path } from './yamlFile.ts';

export interface RequestContext {
  readonly report: ReportContent;
  readonly path: Path;
  readonly request: DataRequestFile;
  readonly content: Content;
  readonly catalogue: MetricCatalogue;
}
