import { missingSecrets } from '../connectors/registry.ts';
import type { Problem } from '../lib/problem.ts';
import type { Effects, Source } from '../types.ts';

/** Tells all secrets that the sources of the named brands (of every brand, where none is named) need and that are not set. */
export function secretProblems({ brands }: { readonly brands: readonly string[] }, { env }: Pick<Effects, 'env'>) {
  return async (sources: readonly Source[]): Promise<readonly Problem[]> => {
    const asked = sources.filter(
      (source) => brands.length === 0 || source.brands.some((name) => brands.includes(name)),
    );
    return (await Promise.all(asked.map((source) => secretProblemsOf(source, env)))).flat();
  };
}

async function secretProblemsOf(source: Source, env: Effects['env']): Promise<readonly Problem[]> {
  const missing = await missingSecrets(source, env);
  const hint = `docs/sources/${source.kind}.md says what they are.`;
  return missing.map((name) => ({
    ...source.place,
    message: `The environment variable ${name} is not set; the source "${source.name}" needs it.`,
    hint,
  }));
}
