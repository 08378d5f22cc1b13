#!/usr/bin/env node
import './lib/atStart.ts';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { day, type Flags, type OptionName, withOptions } from './cli/options.ts';
import { projectFolder } from './cli/projectFolder.ts';
import { makeOutFolder } from './lib/outputFolder.ts';
import { formatProblem, ProblemsError, reasonsOf } from './lib/problem.ts';
import { systemRefusal } from './lib/systemRefusal.ts';
import { terminalLog } from './lib/terminalLog.ts';
import { letYoungSpaceGrow } from './lib/youngSpace.ts';
import { isAllWell } from './pipeline/isAllWell.ts';
import { STAGES, type StageName } from './pipeline/stages.ts';
import type { Effects, RunOptions } from './types.ts';

const DAY_MS = 86_400_000;
const EXIT = { well: 0, heldOrFailed: 1, wrong: 2 } as const;

/** What every verb takes: the same call reaches the same project, folder and time, whatever the verb. */
const ALL = ['project', 'out', 'now', 'jobs', 'quiet', 'debug', 'json'] as const;
const EDITIONS = [...ALL, 'brand', 'team', 'report', 'memory', 'acceptClock'] as const;

interface Verb {
  readonly name: string;
  readonly does: string;
  readonly stages: readonly StageName[];
  readonly options: readonly OptionName[];
}

const VERBS: readonly Verb[] = [
  {
    name: 'run',
    does: 'the main job: every stage, for every edition that is due',
    stages: STAGES,
    options: [...EDITIONS, 'rebuild'],
  },
  {
    name: 'pull',
    does: 'bring the sources’ data into extracts',
    stages: ['pull'],
    options: [...ALL, 'brand', 'memory', 'acceptClock'],
  },
  {
    name: 'build',
    does: 'transform, check and measure: extracts to snapshots',
    stages: ['build'],
    options: [...EDITIONS, 'rebuild'],
  },
  { name: 'compose', does: 'snapshots to pages', stages: ['compose'], options: [...EDITIONS, 'rebuild'] },
  { name: 'print', does: 'pages to PDFs', stages: ['print'], options: [...EDITIONS, 'rebuild'] },
  {
    name: 'publish',
    does: 'put finished editions on the site’s lists',
    stages: ['publish'],
    options: [...EDITIONS, 'rebuild'],
  },
  {
    name: 'deliver',
    does: 'mail published editions to their readers',
    stages: ['deliver'],
    options: [...EDITIONS, 'resend', 'retry', 'settle'],
  },
];

const repository = join(import.meta.dirname, '..');
const { version: packageVersion } = createRequire(import.meta.url)('../package.json') as { readonly version: string };

/** The command line: each verb with the options that it obeys. */
function commandLine(): Command {
  const program = new Command('broadsheet')
    .description('Scheduled static reports: from your data to a page, a PDF and a mail.')
    .version(packageVersion)
    .exitOverride()
    .showHelpAfterError('(broadsheet --help lists the commands, broadsheet <command> --help its options)');
  for (const { name, does, stages, options } of VERBS) {
    const command = withOptions(program.command(name).description(does), options);
    if (stages.length > 1) command.option('--no-deliver', 'leave the mails for a later `broadsheet deliver`');
    command.action(async (flags: Flags) => {
      process.exitCode = await runVerb(
        stages.filter((stage) => stage !== 'deliver' || flags.deliver !== false),
        flags,
      );
    });
  }
  withOptions(program.command('backfill').description('make earlier editions, and mail none of them'), [...EDITIONS])
    .requiredOption('--from <day>', 'the day after which their periods ended, such as 2026-01-01', day)
    .action(async (flags: Flags) => {
      process.exitCode = await runVerb(
        STAGES.filter((stage) => stage !== 'deliver'),
        flags,
      );
    });
  withOptions(program.command('check').description('check every content file and all SQL, and do nothing else'), [
    ...ALL,
    ...(['brand', 'team', 'report'] as const),
  ]).action(async (flags: Flags) => (await lookVerbs()).checkVerb(look(flags)));
  withOptions(
    program
      .command('doctor')
      .description('which secrets are missing, and whether signing in to sources and mail server works'),
    [...ALL, ...(['brand', 'team', 'report'] as const)],
  ).action(async (flags: Flags) => {
    process.exitCode = (await (await lookVerbs()).doctorVerb(look(flags))) ? EXIT.well : EXIT.heldOrFailed;
  });
  withOptions(program.command('explain').description('where a metric comes from: definition, SQL, tables, sources'), [
    ...ALL,
    'brand',
  ])
    .argument('<metric>', 'the metric’s name')
    .action(async (metric: string, flags: Flags) => (await lookVerbs()).explainVerb(metric, look(flags)));
  return program;
}

/** Loaded when it is called for: help and a mistyped option need nothing of it. */
function lookVerbs() {
  return import('./cli/lookVerbs.ts');
}

function look(flags: Flags) {
  return {
    options: runOptions(flags),
    effects: effectsOf(flags),
    isJson: flags.json === true,
    isQuiet: flags.quiet === true,
  };
}

async function runVerb(stages: readonly StageName[], flags: Flags): Promise<number> {
  if (!stages.includes('pull')) letYoungSpaceGrow();
  await makeOutFolder(runOptions(flags).outDir);
  const { runStages } = await import('./pipeline.ts');
  const manifest = await runStages(stages, runOptions(flags), effectsOf(flags));
  if (flags.json === true) process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
  return isAllWell(manifest) ? EXIT.well : EXIT.heldOrFailed;
}

function runOptions(flags: Flags): RunOptions {
  const projectDir = projectFolder(flags.project, process.cwd());
  return {
    projectDir,
    engineDir: repository,
    outDir: resolve(flags.out ?? join(projectDir, 'output')),
    brands: flags.brand ?? [],
    teams: flags.team ?? [],
    reports: flags.report ?? [],
    jobs: flags.jobs ?? 1,
    memory: flags.memory,
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
    latest: latestOf(flags.now),
    log: terminalLog(process.stderr, flags.quiet),
    env: (name) => process.env[name] || undefined,
  };
}

/** A pretended time may lie before the data that are there: as somebody does who brings out what was missed. */
function latestOf(pretended: string | undefined): string {
  const clock = Date.now();
  const latest = pretended === undefined ? clock + DAY_MS : Math.max(clock, Date.parse(pretended)) + 366 * DAY_MS;
  return new Date(latest).toISOString();
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
