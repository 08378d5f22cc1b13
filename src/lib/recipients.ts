import type { Brand, Place, Team } from '../types.ts';
import { type Problem, ProblemsError } from './problem.ts';
import { oneLine } from './safeText.ts';

/** Strict on purpose: what it refuses is a slip of the pen, or an attempt to put a second address or a header in. */
const ADDRESS = /^[^\s@<>(),;:"'\\[\]]+@[^\s@<>(),;:"'\\[\]]+\.[^\s@<>(),;:"'\\[\]]+$/u;

export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** Throws ProblemsError with every address that is none, of all teams and brands: before a run does anything. */
export function checkRecipients(request: {
  readonly teams: readonly Team[];
  readonly brands: readonly Pick<Brand, 'name'>[];
  readonly env: (name: string) => string | undefined;
}): void {
  const { teams, brands, env } = request;
  const problems = teams.flatMap((team) =>
    brands.flatMap((brand) => {
      try {
        recipientsOf({ team, brand, env });
        return [];
      } catch (error) {
        if (error instanceof ProblemsError) return error.problems;
        throw error;
      }
    }),
  );
  if (problems.length > 0) throw new ProblemsError(problems);
}

/**
 * Who gets a team's mails of a brand: its addresses, those of its environment variables ("$NAME", comma-separated)
 * among them; each once, sorted. A variable that is not set adds nobody. Throws ProblemsError for what is no address;
 * what a variable holds is not shown.
 */
export function recipientsOf({
  team,
  brand,
  env,
}: {
  readonly team: Team;
  readonly brand: Pick<Brand, 'name'>;
  readonly env: (name: string) => string | undefined;
}): readonly string[] {
  const problems: Problem[] = [];
  const addresses = (team.recipients[brand.name] ?? []).flatMap((entry) => {
    if (!entry.startsWith('$')) {
      if (isAddress(entry)) return [entry];
      problems.push({
        ...recipientPlace(team, brand, entry),
        message: `"${oneLine(entry, 80)}" is not a mail address.`,
      });
      return [];
    }
    const listed = (env(entry.slice(1)) ?? '').split(',').map((part) => part.trim());
    return listed.flatMap((address, index) => {
      if (address === '') return [];
      if (isAddress(address)) return [address];
      problems.push({
        ...recipientPlace(team, brand, entry),
        message: `Entry ${index + 1} of ${entry} is not a mail address.`,
      });
      return [];
    });
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  const once = new Map(addresses.map((address) => [address.toLowerCase(), address]));
  return [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, address]) => address);
}

/** The variables of a team's list ("$NAME") that are not set, or name nobody. */
export function unsetVariables({
  team,
  brand,
  env,
}: {
  readonly team: Pick<Team, 'recipients'>;
  readonly brand: Pick<Brand, 'name'>;
  readonly env: (name: string) => string | undefined;
}): readonly string[] {
  const variables = (team.recipients[brand.name] ?? []).filter((entry) => entry.startsWith('$'));
  return variables.filter((entry) => (env(entry.slice(1)) ?? '').replace(/[\s,]/g, '') === '');
}

/** Where an entry of a team's readers of a brand stands: in the brand's file, or in the team's own. */
export function recipientPlace(team: Team, brand: Pick<Brand, 'name'>, entry: string): Place {
  return team.recipientPlaces?.[brand.name]?.[entry] ?? team.place;
}
