import { dirname, join } from 'node:path';
import { listFiles, readText } from '../../lib/files.ts';
import { mailFaults, type PageFault } from '../../lib/finishedPage.ts';
import { type Problem, ProblemsError } from '../../lib/problem.ts';
import { Ended, SandboxProcess } from '../../sandbox/sandboxProcess.ts';

/** Gmail cuts off what is longer. */
const MAX_HTML_BYTES = 102_000;
/** Of MJML, ten times as much as ever makes that. */
const MAX_MJML_LETTERS = 1_000_000;
const MOST_BYTES = 2 ** 30;
const LONGEST_MS = 60_000;

interface Made {
  readonly html: string;
  readonly errors: readonly { readonly tagName: string; readonly message: string; readonly line: number }[];
}

/**
 * The HTML of a mail. Throws ProblemsError at the template `file`, or at one beside it, where it is no valid MJML, makes
 * more than mail programs show, or asks for something elsewhere.
 */
export async function mailHtml(mjml: string, file: string): Promise<string> {
  if (mjml.length > MAX_MJML_LETTERS) throw problem(file, `The mail has ${mjml.length} letters of MJML.`);
  const { html, errors } = await made(mjml, file);
  if (errors.length > 0)
    throw new ProblemsError(errors.map(({ tagName, message }) => ({ file, message: `<${tagName}>: ${message}` })));
  const faults = mailFaults(html);
  if (faults.length > 0) throw new ProblemsError(await Promise.all(faults.map((fault) => placed(fault, file))));
  const bytes = Buffer.byteLength(html);
  if (bytes > MAX_HTML_BYTES)
    throw problem(file, `The mail has ${bytes} bytes of HTML, and mail programs cut it off after ${MAX_HTML_BYTES}.`);
  return html;
}

let child: SandboxProcess | undefined;
let last: Promise<unknown> = Promise.resolve();

function made(mjml: string, file: string): Promise<Made> {
  const next = last.then(async () => {
    if (child === undefined || child.isGone)
      child = new SandboxProcess(join(import.meta.dirname, 'process/mjmlProcess.ts'));
    try {
      return (await child.ask({ job: 'html', given: mjml, mostBytes: MOST_BYTES }, { limitMs: LONGEST_MS })) as Made;
    } catch (error) {
      if (error instanceof ProblemsError) throw error;
      if (error instanceof Ended) throw problem(file, 'The mail takes too much time or memory to be made.');
      // What mjml throws is said of its input.
      throw problem(file, `This is not MJML: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  last = next.catch(() => undefined);
  return next;
}

function problem(file: string, message: string): ProblemsError {
  return new ProblemsError([{ file, message }]);
}

/** Where a fault is written: in the template, or in one beside it that it includes. */
async function placed({ text, message, hint }: PageFault, file: string): Promise<Problem> {
  const folder = dirname(file);
  const names = (await listFiles(folder)).filter((name) => name.endsWith('.njk')).map((name) => join(folder, name));
  for (const path of [file, ...names]) {
    const whole = (await readText(path)) ?? '';
    if (text === '' || !whole.includes(text)) continue;
    return { file: path, line: whole.slice(0, whole.indexOf(text)).split('\n').length, message, hint };
  }
  return { file, message, hint };
}
