import { dirname, join } from 'node:path';
import { listFiles, readText } from '../../lib/files.ts';
import { mailFaults, type PageFault } from '../../lib/finishedPage.ts';
import { type Problem, ProblemsError } from '../../lib/problem.ts';

/** Gmail cuts off what is longer. */
const MAX_HTML_BYTES = 102_000;

/**
 * Throws ProblemsError at the template `file`, or at one beside it, where the HTML of a mail is more than mail programs
 * show, or asks for something elsewhere.
 */
export async function checkMailHtml(html: string, file: string): Promise<void> {
  const bytes = Buffer.byteLength(html);
  if (bytes > MAX_HTML_BYTES)
    throw new ProblemsError([
      { file, message: `The mail has ${bytes} bytes of HTML, and mail programs cut it off after ${MAX_HTML_BYTES}.` },
    ]);
  const faults = mailFaults(html);
  if (faults.length > 0) throw new ProblemsError(await Promise.all(faults.map((fault) => placed(fault, file))));
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
