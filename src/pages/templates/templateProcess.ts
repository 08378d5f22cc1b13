import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Problem, ProblemsError } from '../../lib/problem.ts';
import type { Templates } from './readTemplates.ts';
import type { RenderAnswer, RenderJob, TemplateError, TemplateSet } from './renderJob.ts';

/** Silence after which the process is ended: its own limits end what they can see well before. */
const LONGEST_SILENCE_MS = 60_000;
const MOST_MEMORY_MB = 512;
/** Texts that are on their way at once: enough that neither side waits for the other. */
const MOST_ON_THE_WAY = 8;

/**
 * How the process that renders is started: it may read its own program and the language's, and nothing else; it may
 * start nothing, write nothing, load nothing native, and make no program of a text.
 */
export function sandboxOptions(): { readonly execArgv: string[]; readonly env: Record<string, never> } {
  const engine = join(import.meta.dirname, '../../..');
  const { resolve } = createRequire(import.meta.url);
  // Packages may be installed in folders above, and not all of them in one.
  const modules = ['@11ty/eleventy', 'intl-messageformat'].map((name) =>
    resolve(name).replace(/(?<=[\\/]node_modules)[\\/].*$/s, ''),
  );
  const readable = [join(engine, 'src'), join(engine, 'package.json'), ...new Set(modules)];
  const rights = readable.flatMap((path) => [`--allow-fs-read=${path}`, `--allow-fs-read=${join(path, '*')}`]);
  const limits = ['--disallow-code-generation-from-strings', `--max-old-space-size=${MOST_MEMORY_MB}`];
  return { execArgv: ['--permission', ...rights, ...limits], env: {} };
}

export type RenderRequest = Omit<RenderJob, 'kind' | 'id' | 'set' | 'tags'> & {
  readonly templates: Templates;
  readonly tags?: RenderJob['tags'];
};

interface Waiting {
  readonly job: RenderJob;
  readonly templates: Templates;
  readonly settle: (answer: RenderAnswer) => void;
  readonly reject: (bug: unknown) => void;
}

/** Renders a template in the process for it, which is started with the first. Throws ProblemsError with where and what. */
export async function renderInSandbox({ templates, tags = new Map(), ...request }: RenderRequest): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<RenderAnswer>();
  lastId += 1;
  const job: RenderJob = { kind: 'job', id: lastId, set: templates.set, tags, ...request };
  queue.push({ job, templates, settle: resolve, reject });
  sendMore();
  const answer = await promise;
  if ('text' in answer) return answer.text;
  throw new ProblemsError(answer.errors.map((error) => problemOf(error, templates)));
}

function problemOf({ name, ...rest }: TemplateError, { files }: Templates): Problem {
  return { file: files.get(name) ?? name, ...rest };
}

const queue: Waiting[] = [];
const onTheWay: Waiting[] = [];
let lastId = 0;
let running: { readonly child: ChildProcess; readonly sets: Set<string> } | undefined;
let silence: NodeJS.Timeout | undefined;

function sendMore(): void {
  while (queue.length > 0 && onTheWay.length < MOST_ON_THE_WAY) {
    const next = queue.shift();
    if (next === undefined) break;
    running ??= start();
    try {
      sendJob(running, next);
      onTheWay.push(next);
    } catch (bug) {
      // What cannot be sent is no data.
      next.reject(bug);
    }
  }
  watchSilence();
}

function sendJob({ child, sets }: NonNullable<typeof running>, { job, templates }: Waiting): void {
  if (!sets.has(job.set)) {
    child.send({ kind: 'templates', set: job.set, templates: templates.texts } satisfies TemplateSet);
    sets.add(job.set);
  }
  child.send(job);
}

function start(): NonNullable<typeof running> {
  const child = fork(join(import.meta.dirname, 'renderProcess.ts'), [], {
    ...sandboxOptions(),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    said = `${said}${text.toString()}`.slice(-2000);
  });
  child.on('message', (answer: RenderAnswer) => {
    const [first] = onTheWay;
    if (first?.job.id !== answer.id) return;
    onTheWay.shift();
    first.settle(answer);
    sendMore();
  });
  child.once('exit', () => {
    if (running?.child !== child) return;
    running = undefined;
    giveUpFirst(`The process that draws it came to an end: ${reasonIn(said)}.`);
  });
  child.stderr && 'unref' in child.stderr && (child.stderr.unref as () => void)();
  return { child, sets: new Set() };
}

function reasonIn(said: string): string {
  if (/heap out of memory|invalid array length/i.test(said)) return `it needs more than ${MOST_MEMORY_MB} MB of memory`;
  return said.trim().split('\n').at(-1) ?? 'no reason given';
}

/** What was being drawn is the cause; the others are drawn by another process. */
function giveUpFirst(message: string): void {
  const [first, ...rest] = onTheWay.splice(0);
  queue.unshift(...rest);
  first?.settle({ id: first.job.id, errors: [{ name: first.job.name, message }] });
  sendMore();
}

/** While nothing is being drawn the process keeps nobody waiting: it ends with the one that started it. */
function watchSilence(): void {
  clearTimeout(silence);
  const child = running?.child;
  if (child === undefined) return;
  if (onTheWay.length === 0) {
    child.unref();
    child.channel?.unref();
    return;
  }
  child.ref();
  child.channel?.ref();
  silence = setTimeout(() => {
    running = undefined;
    child.kill('SIGKILL');
    giveUpFirst(`It was not drawn within ${LONGEST_SILENCE_MS / 1000} s, and was given up.`);
  }, LONGEST_SILENCE_MS);
}
