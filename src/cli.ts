#!/usr/bin/env node
import './lib/smallAtStart.ts';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { openProject } from './config/openProject.ts';
import { makeOutFolder } from './lib/outputFolder.ts';
import { formatProblem, ProblemsError, reasonsOf } from './lib/problem.ts';
import { systemRefusal } from './lib/systemRefusal.ts';
import { terminalLog } from './lib/terminalLog.ts';
import { letYoungSpaceGrow } from './lib/youngSpace.ts';
import { explain } from './metrics/explain.ts';
import { examine } from './pipeline/doctor.ts';
import { isAllWell } from './pipeline/isAllWell.ts';
import { STAGES, type StageName, TOOLS } from './pipeline/startRun.ts';
import { runStages } from './pipeline.ts';
import type { Effects, RunOptions } from './types.ts';
import { lineageOf } from './warehouse/lineage.ts';

const EXIT = { well: 0, heldOrFailed: 1, wrong: 2 } as const;

interface Flags {
  readonly project: string;
  readonly out?: string;
  readonly now?: string;
  readonly brand?: readonly string[];
  readonly team?: readonly string[];
  readonly report?: readonly string[];
  readonly jobs: number;
  /** `run` alone has it: false leaves the mails for a later `deliver`. */
  readonly deliver?: boolean;
  /** Of the verbs that make editions. */
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

const VERBS: readonly { readonly name: string; readonly does: string; readonly stages: readonly StageName[] }[] = [
  { name: 'run', does: 'the main job: every stage, for every edition that is due', stages: STAGES },
  { name: 'pull', does: 'bring the sources’ data into extracts', stages: ['pull'] },
  { name: 'build', does: 'transform, check and measure: extracts to snapshots', stages: ['build'] },
  { name: 'compose', does: 'snapshots to pages', stages: ['compose'] },
  { name: 'print', does: 'pages to PDFs', stages: ['print'] },
  { name: 'publish', does: 'put finished editions on the site’s lists', stages: ['publish'] },
  { name: 'deliver', does: 'mail published editions to their readers', stages: ['deliver'] },
];

const repository = join(import.meta.dirname, '..');
const { version: packageVersion } = createRequire(import.meta.url)('../package.json') as { readonly version: string };

/** The command line: every option in one place, the same for all verbs. */
function commandLine(): Command {
  const program = new Command('broadsheet')
    .description('Scheduled static reports: from your data to a page, a PDF and a mail.')
    .version(packageVersion)
    .exitOverride()
    .showHelpAfterError('(broadsheet --help lists the commands and options)');
  for (const { name, does, stages } of VERBS) {
    const command = withOptions(program.command(name).description(does));
    if (stages.length > 1) command.option('--no-deliver', 'leave the mails for a later `broadsheet deliver`');
    command
      .option('--rebuild', 'make the newest editions again where something has changed, though they are published')
      .option('--accept-clock', 'believe a clock that is far from the last run’s');
    if (name === 'deliver')
      command
        .option('--resend <edition>', 'mail it once more to all who are on its list now (repeatable)', collect)
        .option('--retry <edition>', 'try again what was refused, or may not have arrived (repeatable)', collect)
        .option('--settle <edition>', 'what may have arrived has: ask no more (repeatable)', collect);
    command.action(async (flags: Flags) => {
      process.exitCode = await runVerb(
        stages.filter((stage) => stage !== 'deliver' || flags.deliver !== false),
        flags,
      );
    });
  }
  withOptions(program.command('backfill').description('make earlier editions, and mail none of them'))
    .requiredOption('--from <day>', 'the day after which their periods ended, such as 2026-01-01', day)
    .action(async (flags: Flags) => {
      process.exitCode = await runVerb(
        STAGES.filter((stage) => stage !== 'deliver'),
        flags,
      );
    });
  withOptions(program.command('check').description('check every content file and all SQL, and do nothing else')).action(
    async (flags: Flags) => checkVerb(runOptions(flags), effectsOf(flags)),
  );
  withOptions(
    program
      .command('doctor')
      .description('which secrets are missing, and whether signing in to sources and mail server works'),
  ).action(async (flags: Flags) => {
    process.exitCode = await doctorVerb(runOptions(flags), effectsOf(flags));
  });
  withOptions(program.command('explain').description('where a metric comes from: definition, SQL, tables, sources'))
    .argument('<metric>', 'the metric’s name')
    .action(async (metric: string, flags: Flags) => explainVerb(metric, runOptions(flags), effectsOf(flags)));
  return program;
}

function withOptions(command: Command): Command {
  return command
    .option('--project <dir>', 'the folder that holds queries/ and templates/', repository)
    .option('--out <dir>', 'where everything is written (default: output/ in the project)')
    .option('--now <instant>', 'pretend that it is this time, such as 2026-11-23T06:00:00Z', instant)
    .option('--brand <name>', 'only this brand (repeatable)', collect)
    .option('--team <name>', 'only this team (repeatable)', collect)
    .option('--report <name>', 'only this report (repeatable)', collect)
    .option('--jobs <n>', 'brands worked on at the same time', positive, 2)
    .option('--json', 'print the manifest on standard output')
    .option('--quiet', 'say only what went wrong')
    .option('--debug', 'show the stack of an error');
}

async function runVerb(stages: readonly StageName[], flags: Flags): Promise<number> {
  if (!stages.includes('pull')) letYoungSpaceGrow();
  await makeOutFolder(runOptions(flags).outDir);
  const manifest = await runStages(stages, runOptions(flags), effectsOf(flags));
  if (flags.json === true) process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
  return isAllWell(manifest) ? EXIT.well : EXIT.heldOrFailed;
}

async function checkVerb({ projectDir }: RunOptions, { log }: Effects): Promise<void> {
  const { project } = await openProject(projectDir, TOOLS);
  const { models, metrics, reports } = project;
  log.info(`All is well: ${models.length} models, ${metrics.length} metrics, ${reports.length} reports.`);
}

async function doctorVerb(options: RunOptions, effects: Effects): Promise<number> {
  const { lines, isWell } = await examine(options, effects);
  process.stdout.write(`${lines.join('\n')}\n`);
  return isWell ? EXIT.well : EXIT.heldOrFailed;
}

async function explainVerb(name: string, { projectDir }: RunOptions, { now }: Effects): Promise<void> {
  const { project, bound } = await openProject(projectDir, TOOLS);
  const [brand = { locale: 'en', weekStart: 'monday' as const }] = project.brands;
  const martLineage = (models: readonly string[]) => lineageOf({ models, sourceTables: [] }, bound.uses);
  const text = explain({ ...project, name, brand, today: now.slice(0, 10), lineageOf: martLineage });
  process.stdout.write(`${text}\n`);
}

function runOptions(flags: Flags): RunOptions {
  const projectDir = resolve(flags.project);
  return {
    projectDir,
    engineDir: repository,
    outDir: resolve(flags.out ?? join(projectDir, 'output')),
    brands: flags.brand ?? [],
    teams: flags.team ?? [],
    reports: flags.report ?? [],
    jobs: flags.jobs,
    since: flags.from,
    mails: { resend: flags.resend ?? [], retry: flags.retry ?? [], settle: flags.settle ?? [] },
    rebuild: flags.rebuild === true,
    acceptClock: flags.acceptClock === true,
  };
}

/** The one door by which the clock, the environment and the terminal come in. */
function effectsOf(flags: Flags): Effects {
  return {
    now: flags.now ?? new Date().toISOString(),
    log: terminalLog(process.stderr, flags.quiet),
    env: (name) => process.env[name] || undefined,
  };
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function positive(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It is a whole number from 1.');
  return number;
}

function day(value: string): string {
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

/** What a person is told of an error: the problems, or, for a bug of ours, its message and how to see more. */
function tell(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.well : EXIT.wrong;
  if (error instanceof ProblemsError) {
    process.stderr.write(`${error.problems.map(formatProblem).join('\n')}\n`);
    if (debug) process.stderr.write(`${error.stack ?? ''}\n`);
    return EXIT.wrong;
  }
  if (systemRefusal(error) !== undefined) {
    process.stderr.write(`${reasonsOf(error).join('\n')}\n`);
    return EXIT.wrong;
  }
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  process.stderr.write(
    debug ? `${stack ?? message}\n` : `This is a bug: ${message}\nRun it again with --debug to see where.\n`,
  );
  return EXIT.heldOrFailed;
}

try {
  await commandLine().parseAsync();
} catch (error) {
  process.exitCode = tell(error, process.argv.includes('--debug'));
}
