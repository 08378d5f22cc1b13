import type { Brand, Chart, ColumnLook, DataRequest, Grain, Report } from '../types.ts';
import { asList } from './fields.ts';
import { present } from './present.ts';
import type { ReportContent } from './readContent.ts';
import { addressOf } from './reportAddress.ts';
import { scheduleOf } from './reportSchedule.ts';
import type { DataRequestFile, ReportFile } from './reportSchema.ts';

type WholeReport = ReportContent & { readonly whole: ReportFile };

/** A report with its defaults: all brands, 13 periods of the schedule's grain, compared with the previous one. */
export function buildReport(
  file: WholeReport,
  { brands, charts }: { brands: readonly Brand[]; charts: readonly Chart[] },
): Report {
  const { name, whole, yaml, body, bodyLine } = file;
  const own = brands.filter((brand) => whole.brands === undefined || whole.brands.includes(brand.name));
  const schedule = scheduleOf(whole.schedule, { weekStart: own[0]?.weekStart ?? 'monday' });
  return {
    name,
    title: whole.title,
    team: whole.team,
    brands: own.map((brand) => brand.name),
    address: addressOf({ name, team: whole.team, address: whole.address }),
    schedule,
    data: Object.entries(whole.data).map(([block, request]) =>
      buildRequest({ name: block, request, grain: schedule.every, place: yaml.at(['data', block], 'key') }),
    ),
    checks: whole.checks ?? [],
    charts,
    mailCharts: whole.mail?.charts ?? [],
    body,
    bodyLine,
    place: { file: yaml.file, line: 1 },
  };
}

interface RequestParts {
  readonly name: string;
  readonly request: DataRequestFile;
  readonly grain: Grain;
  readonly place: DataRequest['place'];
}

function buildRequest({ name, request, grain, place }: RequestParts): DataRequest {
  const [first = grain, ...others] = asList(request.grain);
  const grains = [first, ...others] as const;
  if (request.query !== undefined) {
    const looks = Object.entries(request.columns ?? {}).map(([column, look]): [string, ColumnLook] => [
      column,
      present(look),
    ]);
    return { kind: 'query', name, query: request.query, grains, columns: Object.fromEntries(looks), place };
  }
  const { metrics = [], by, compare = 'previous', last = 13 } = request;
  return { kind: 'metrics', name, metrics, grains, by: asList(by), compare: asList(compare), last, place };
}
