import { type Command, InvalidArgumentError, Option } from 'commander';
import { bytesOf } from '../lib/memory.ts';

/** What the command line says, as commander gives it. A verb has the options that it obeys, and refuses the others. */
export interface Flags {
  readonly project?: string;
  readonly out?: string;
  readonly now?: string;
  readonly brand?: readonly string[];
  readonly team?: readonly string[];
  readonly report?: readonly string[];
  readonly jobs?: number;
  /** In bytes. */
  readonly memory?: number;
  /** `run` alone has it: false leaves the mails for a later `deliver`. */
  readonly deliver?: boolean;
  readonly rebuild?: boolean;
  readonly acceptClock?: boolean;
  /** Of `deliver` alone: editions by id. */
  readonly resend?: readonly string[];
  readonly retry?: readonly string[];
  readonly settle?: readonly string[];
  /** Of `backfill` alone. */
  readonly from?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

const option = (flags: string, does: string): Option => new Option(flags, does);

/** Every option of every verb but those that one verb alone has. */
const OPTIONS = {
  project: () =>
    option('--project <dir>', 'the folder that holds queries/ and templates/ (default: the one you are in)'),
  out: () => option('--out <dir>', 'where everything is written (default: output/ in the project)'),
  now: () => option('--now <instant>', 'pretend that it is this time, such as 2026-11-23T06:00:00Z').argParser(instant),
  brand: () => option('--brand <name>', 'only this brand (repeatable)').argParser(collect),
  team: () => option('--team <name>', 'only this team (repeatable)').argParser(collect),
  report: () => option('--report <name>', 'only this report (repeatable)').argParser(collect),
  jobs: () => option('--jobs <n>', 'brands worked on at the same time').argParser(positive).default(2),
  memory: () =>
    option(
      '--memory <amount>',
      'what a run may hold in memory, such as 6GB (default: BROADSHEET_MEMORY, else half of the machine’s)',
    ).argParser(memory),
  rebuild: () =>
    option('--rebuild', 'make the newest editions again where something has changed, though they are published'),
  acceptClock: () => option('--accept-clock', 'believe a clock that is far from the last run’s'),
  resend: () =>
    option('--resend <edition>', 'mail it once more to all who are on its list now (repeatable)').argParser(collect),
  retry: () =>
    option('--retry <edition>', 'try again what was refused, or may not have arrived (repeatable)').argParser(collect),
  settle: () => option('--settle <edition>', 'what may have arrived has: ask no more (repeatable)').argParser(collect),
  json: () => option('--json', 'print what came of it on standard output, as JSON'),
  quiet: () => option('--quiet', 'say only what went wrong'),
  debug: () => option('--debug', 'show the stack of an error'),
} as const;

export type OptionName = keyof typeof OPTIONS;

export function withOptions(command: Command, names: readonly OptionName[]): Command {
  for (const name of names) command.addOption(OPTIONS[name]());
  return command;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function positive(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It is a whole number from 1.');
  return number;
}

function memory(value: string): number {
  const bytes = bytesOf(value);
  if (bytes === undefined) throw new InvalidArgumentError('It is a number and its unit, such as 6GB or 400MB.');
  return bytes;
}

export function day(value: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new InvalidArgumentError('It is a day, such as 2026-01-01.');
  return value;
}

function instant(value: string): string {
  const isComplete = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/.test(value);
  const time = Date.parse(value);
  if (!isComplete || Number.isNaN(time)) {
    throw new InvalidArgumentError('It is an instant with its zone, such as 2026-11-23T06:00:00Z, or a day.');
  }
  return new Date(time).toISOString();
}
