import { PERIODS_SHOWN } from '../lib/period.ts';
import { durationHours } from '../schema/faults.ts';
import { asList } from '../schema/fields.ts';
import type { Burst, Chart, ColumnLook, DataRequest, Grain, PeriodCount, Report } from '../types.ts';
import { present } from './present.ts';
import type { ReportContent } from './readContent.ts';
import { addressOf } from './reportAddress.ts';
import { scheduleOf } from './reportSchedule.ts';
import type { DataRequestFile } from './reportSchema.ts';
import { SPAN_DIMENSION } from './spannedBrands.ts';
import { tableShape, whereOf } from './tableShape.ts';

/** A report of some brands with its defaults: 13 periods of the schedule's grain, compared with the previous one. */
export function buildReport(
  file: ReportContent,
  { brands, isSpanning, charts }: { brands: readonly string[]; isSpanning: boolean; charts: readonly Chart[] },
): Report {
  const { name, known, yaml, body, bodyLine } = file;
  const { title = '', team = '' } = known;
  const schedule = scheduleOf(known.schedule ?? 'weekly');
  const burst = known.audience && { ...known.audience, place: yaml.at(['audience'], 'key') };
  return {
    name,
    title,
    team,
    brands,
    ...(known.aliases === undefined ? {} : { aliases: known.aliases }),
    address: addressOf({ name, team, address: known.address, isBurst: burst !== undefined }),
    schedule,
    ...(burst === undefined ? {} : { burst }),
    data: Object.entries(known.data ?? {}).map(([block, request]) =>
      buildRequest({
        ...{ name: block, request, isSpanning, burst, grain: schedule.every },
        place: yaml.at(['data', block], 'key'),
      }),
    ),
    checks: known.checks ?? [],
    charts,
    mailCharts: known.mail?.charts ?? [],
    ...(known.mail?.not_after === undefined ? {} : { mailHours: durationHours(known.mail.not_after) }),
    body,
    bodyLine,
    place: { file: yaml.file, line: 1 },
  };
}

interface RequestParts {
  readonly name: string;
  readonly request: DataRequestFile;
  readonly isSpanning: boolean;
  readonly grain: Grain;
  readonly burst: Burst | undefined;
  readonly place: DataRequest['place'];
}

function buildRequest({ name, request, isSpanning, grain, burst, place }: RequestParts): DataRequest {
  const own = burst === undefined || request.of === 'all' ? {} : { isOfAudience: true as const };
  const [first = grain, ...others] = asList(request.grain);
  const grains = [first, ...others] as const;
  if (request.query !== undefined) {
    const last = request.last === undefined ? {} : { last: countsOf(request.last) };
    return {
      kind: 'query',
      name,
      query: request.query,
      grains,
      ...last,
      columns: looksOf(request),
      ...own,
      place,
    };
  }
  const { metrics = [], last = PERIODS_SHOWN, show } = request;
  const split = [...asList(request.by), ...asList(request.across)];
  const by = isSpanning ? [SPAN_DIMENSION] : split;
  const compare = request.compare ?? 'previous';
  const compareRows = split.length > 0 ? request.compare : request.compare_rows;
  const shape = tableShape(request);
  const rest = {
    ...(isSpanning ? { isSpanning: true as const } : {}),
    ...(request.where === undefined ? {} : { where: whereOf(request.where) }),
    ...(shape === undefined ? {} : { shape }),
    ...(compareRows === undefined || isSpanning ? {} : { compareRows: asList(compareRows) }),
    ...(request.columns === undefined ? {} : { columns: looksOf(request) }),
    ...(show === undefined ? {} : { show }),
    last: countsOf(last),
    ...own,
    place,
  };
  return { kind: 'metrics', name, metrics, grains, by, compare: asList(compare), ...rest };
}

function looksOf({ columns = {} }: DataRequestFile): Readonly<Record<string, ColumnLook>> {
  return Object.fromEntries(Object.entries(columns).map(([name, look]) => [name, present(look)]));
}

function countsOf(last: NonNullable<DataRequestFile['last']>): PeriodCount {
  return typeof last === 'number' ? last : present(last);
}
