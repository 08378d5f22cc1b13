import { formatProblem, type Problem, ProblemsError } from '../../lib/problem.ts';
import { recipientPlace, recipientsOf, unsetVariables } from '../../lib/recipients.ts';
import type { Brand, Effects, Project, Report, Team } from '../../types.ts';
import { smtpUrlIn } from './smtpUrl.ts';

interface MailSetting {
  readonly project: Pick<Project, 'teams'>;
  readonly brands: readonly Brand[];
  readonly reports: readonly Report[];
  /** Whether a report's audiences have recipients of their own. */
  readonly isMailedToAudiences: (report: Report) => boolean;
  /** Whether mails go out now, and not in a call of its own. */
  readonly isDelivery: boolean;
  /** Whether nothing is brought out by this call: what is not set is said, since who looks at a change has no secrets. */
  readonly isLook?: boolean;
  readonly effects: Pick<Effects, 'env' | 'log'>;
}

const NO_SERVER = 'BROADSHEET_SMTP_URL is not set, so that the mails reach nobody.';
const SAY_SO =
  'Set it to smtp://user:password@host:587, or to "files" if mails are to be files below output/mail/ and no more.';

/**
 * Looks at what mails need before anything is published: addresses, the variables that hold some, and the mail server's
 * own address. Throws ProblemsError for what is wrong. In CI, where nobody reads a log, what would keep somebody's mail
 * from going out is wrong too; elsewhere it is said.
 */
export async function checkMail(setting: MailSetting): Promise<void> {
  const { effects } = setting;
  const problems = [...addressProblems(setting), ...(await urlProblems(effects.env))];
  const silent = silentProblems(setting);
  const isCi = !['', 'false', '0'].includes((effects.env('CI') ?? '').toLowerCase());
  const isError = isCi && setting.isLook !== true;
  if (isError) problems.push(...silent);
  if (problems.length > 0) throw new ProblemsError(problems);
  for (const problem of silent)
    if (setting.isDelivery || problem.message !== NO_SERVER) effects.log.warn(formatProblem(problem));
}

/** Every address that is none, of all teams and brands. */
function addressProblems({ project, brands, effects }: MailSetting): Problem[] {
  return project.teams.flatMap((team) =>
    brands.flatMap((brand) => problemsOf(() => recipientsOf({ team, brand, env: effects.env }))),
  );
}

async function urlProblems(env: Effects['env']): Promise<readonly Problem[]> {
  const url = smtpUrlIn(env);
  if (url === undefined) return [];
  const { smtpTransport } = await import('./smtpTransport.ts');
  return problemsOf(() => smtpTransport(url));
}

function problemsOf(work: () => unknown): readonly Problem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
}

/** What nobody would hear of: lists that name nobody because a variable is not set, and mails without a server. */
function silentProblems(setting: MailSetting): readonly Problem[] {
  const { project, brands, reports, effects } = setting;
  const isNamed = effects.env('BROADSHEET_SMTP_URL') !== undefined;
  // Where mails are files, by somebody's word, they reach nobody whatever the lists say.
  if (isNamed && smtpUrlIn(effects.env) === undefined) return [];
  const lists = project.teams.flatMap((team) =>
    brands
      .filter(({ name }) => reports.some((one) => one.team === team.name && one.brands.includes(name)))
      .map((brand) => ({ team, brand })),
  );
  const unset = lists.flatMap(({ team, brand }) =>
    unsetVariables({ team, brand, env: effects.env }).map((variable) => ({
      ...recipientPlace(team, brand, variable),
      message: `${variable} is not set or names nobody: ${who(team, brand)} is to get the mails of ${brand.name} is not known.`,
      hint: 'Set the variable to mail addresses with commas between, or take it out of the recipients.',
    })),
  );
  const isMailed =
    lists.some(({ team, brand }) => (team.recipients[brand.name] ?? []).length > 0) ||
    reports.some(
      (report) => brands.some(({ name }) => report.brands.includes(name)) && setting.isMailedToAudiences(report),
    );
  return [...unset, ...(isMailed && !isNamed ? [{ file: '', message: NO_SERVER, hint: SAY_SO }] : [])];
}

/** Others of a list may be named by their addresses, or by another variable. */
function who(team: Team, brand: Brand): string {
  return (team.recipients[brand.name] ?? []).length > 1 ? 'who else' : 'who';
}

/** What `doctor` finds of the mails. */
export interface MailFinding {
  readonly isWell: boolean;
  readonly lines: readonly string[];
}

/** Connects and signs in to the mail server, and looks at every list of readers. Sends nothing; shows no address. */
export async function examineMail(setting: MailSetting): Promise<MailFinding> {
  const problems = [
    ...addressProblems(setting),
    ...(await urlProblems(setting.effects.env)),
    ...silentProblems(setting),
  ];
  const url = smtpUrlIn(setting.effects.env);
  if (problems.length > 0)
    return { isWell: false, lines: ['✗ mails:', ...problems.map((problem) => `    ${formatProblem(problem)}`)] };
  if (url === undefined) return { isWell: true, lines: ['✓ mails: they are written to files, and go to nobody.'] };
  const { smtpTransport } = await import('./smtpTransport.ts');
  const transport = smtpTransport(url);
  const obstacle = await transport.open();
  await transport.close();
  if (obstacle !== null) return { isWell: false, lines: ['✗ mails:', `    ${obstacle}`] };
  return {
    isWell: true,
    lines: ['✓ mails: the mail server can be reached and used, and every list of readers is whole.'],
  };
}
