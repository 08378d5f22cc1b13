/** Runs the steps of a workflow of GitHub's as its runner would, as far as those of this repository need. */
import { spawn } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string | boolean;
  readonly run?: string;
  readonly uses?: string;
}

export interface StepResult {
  readonly name: string;
  readonly outcome: 'success' | 'failure' | 'skipped';
  readonly output: string;
}

/**
 * Runs a job's steps in their order in a folder. A step that calls an action does what `actions` says (by the action's
 * name), or nothing. Conditions know `always()`, `cancelled()`, `success()`, and the outcomes and outputs of steps.
 */
export async function runSteps(request: {
  readonly workflow: string;
  readonly job: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Changes the command of a step, by the step's name. */
  readonly commandOf?: (name: string, run: string) => string;
  readonly actions?: Readonly<Record<string, () => Promise<boolean>>>;
}): Promise<{ readonly steps: readonly StepResult[]; readonly isGreen: boolean }> {
  const { workflow, job, cwd, env, commandOf = (_, run) => run, actions = {} } = request;
  const { jobs } = parse(await readFile(workflow, 'utf8')) as { jobs: Record<string, { steps: readonly Step[] }> };
  const outputFile = join(cwd, '.github-output');
  const known: Record<string, { outcome: StepResult['outcome']; outputs: Record<string, string> }> = {};
  const results: StepResult[] = [];
  let isGreen = true;
  for (const step of jobs[job]?.steps ?? []) {
    const name = step.name ?? step.uses ?? step.run ?? '';
    let result: StepResult = { name, outcome: 'skipped', output: '' };
    await writeFile(outputFile, '');
    if (isMet(step.if, { isGreen, steps: known })) {
      const action = step.uses?.split('@')[0] ?? '';
      if (step.run === undefined) {
        const isDone = (await actions[action]?.()) ?? true;
        result = { name, outcome: isDone ? 'success' : 'failure', output: '' };
      } else {
        const ran = await bash(commandOf(name, step.run), { cwd, env: { ...env, GITHUB_OUTPUT: outputFile } });
        result = { name, outcome: ran.status === 0 ? 'success' : 'failure', output: ran.output };
      }
    }
    const outputs = Object.fromEntries(
      (await readFile(outputFile, 'utf8')).split('\n').flatMap((line) => {
        const [, key, value] = /^([^=]+)=(.*)$/.exec(line) ?? [];
        return key === undefined ? [] : [[key, value ?? '']];
      }),
    );
    if (step.id !== undefined) known[step.id] = { outcome: result.outcome, outputs };
    if (result.outcome === 'failure') isGreen = false;
    results.push(result);
    await appendFile(join(cwd, '.steps.log'), `${name}: ${result.outcome}\n${result.output}\n`);
  }
  return { steps: results, isGreen };
}

function isMet(
  condition: string | boolean | undefined,
  { isGreen, steps }: { readonly isGreen: boolean; readonly steps: object },
): boolean {
  if (condition === undefined) return isGreen;
  const text = String(condition)
    .replace(/^\$\{\{|\}\}$/g, '')
    .trim();
  // GitHub's own rule: a condition without one of these holds only where nothing has failed.
  const isFree = /\b(always|cancelled|failure|success)\(\)/.test(text);
  const js = text.replace(/steps\.([\w-]+)\.(outcome|outputs\.[\w-]+)/g, (_, id, what) => {
    return `steps?.[${JSON.stringify(id)}]?.${String(what).replace('.', '?.')}`;
  });
  const functions = { always: () => true, cancelled: () => false, failure: () => !isGreen, success: () => isGreen };
  const value: unknown = new Function(...Object.keys(functions), 'steps', `return (${js});`)(
    ...Object.values(functions),
    steps,
  );
  return Boolean(value) && (isFree || isGreen);
}

function bash(
  command: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<{ readonly status: number | null; readonly output: string }> {
  return new Promise((done, fail) => {
    const child = spawn('bash', ['-e', '-c', command], { cwd, env: { ...process.env, ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    child.on('error', fail);
    child.on('close', (status) => done({ status, output }));
  });
}
