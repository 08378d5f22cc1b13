import { ProblemsError } from '../lib/problem.ts';
import type { Source } from '../types.ts';

const MOST_PLACES = 3;

/**
 * What nobody foresaw, as a problem of the one source that it happened to: the others go on. Where it happened is told, and
 * not its own text, which is of a client's and may hold a secret.
 */
export function asBug({ name, place }: Source, error: unknown): ProblemsError {
  if (error instanceof ProblemsError) return error;
  const [kind, code] = error instanceof Error ? [error.name, codeOf(error)] : ['Error', ''];
  const places = [...(error instanceof Error ? (error.stack ?? '') : '').matchAll(/([\w.-]+\.[cm]?[jt]s):(\d+):\d+/g)];
  const where = places.slice(0, MOST_PLACES).map(([, file, line]) => `${file}:${line}`);
  const message = `Source "${name}" was not pulled, because of a bug or of this machine: ${[`${kind}${code}`, ...where].join(', ')}.`;
  return new ProblemsError([{ ...place, message, hint: 'What an earlier pull brought stays. Please report it.' }]);
}

/** A full disk has one: ENOSPC. */
function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' && /^[A-Z_]+$/.test(error.code) ? ` ${error.code}` : '';
}
