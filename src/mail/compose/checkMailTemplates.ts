import { join, relative } from 'node:path';
import { fileExists } from '../../lib/files.ts';
import { type Problem, ProblemsError } from '../../lib/problem.ts';
import { type MailRequest, tidyText } from './composeMail.ts';
import { checkMailHtml } from './mailMarkup.ts';
import type { MailView } from './mailView.ts';

const CARD: MailView['cards'][number] = {
  ...{ label: 'A metric', value: '1', target: 'Target', part: 'Five of seven days' },
  comparisons: [{ change: '+1%', against: 'the week before', verdict: 'better', verdictWord: 'better' }],
};

/** A mail with something in each of its places. */
const SAMPLE: MailView = {
  ...{ language: 'en', direction: 'ltr', start: 'left', accent: '#224466', brand: 'A brand', title: 'A title' },
  ...{
    period: 'A week',
    headline: 'A headline',
    preheader: 'A headline',
    cards: [CARD],
    cardRows: [[CARD, undefined]],
  },
  ...{ insights: ['A sentence.'], cautions: ['A caution.'], pageUrl: 'https://example.org/', pdfNote: 'A note' },
  charts: [{ title: 'A chart', alt: 'A chart', note: 'A note', cid: 'a@chart', width: 400 }],
  ...{ asOf: 'Data as of today', footer: ['A line.'] },
  words: { keyFigures: 'Figures', whatChanged: 'What changed', toKnow: 'To know', openReport: 'Open' },
};
/** And one with as little as there can be. */
const EMPTY: MailView = {
  ...SAMPLE,
  ...{ headline: '', preheader: '', cards: [], cardRows: [], insights: [], cautions: [], charts: [], pdfNote: '' },
  ...{ asOf: '', footer: [] },
};

/** Makes a project's own mail of sample data, as a delivery does, and tells what is wrong with its templates. */
export async function checkMailTemplates(
  projectDir: string,
  render: MailRequest['render'],
): Promise<readonly Problem[]> {
  const folder = join(projectDir, 'templates/mail');
  const problems: Problem[] = [];
  const collect = async (file: string, make: (text: string, path: string) => unknown): Promise<void> => {
    const path = join(folder, file);
    if (!(await fileExists(path))) return;
    for (const view of [SAMPLE, EMPTY]) {
      try {
        await make(await render(path, view), path);
      } catch (error) {
        if (!(error instanceof ProblemsError)) throw error;
        problems.push(...error.problems.map((one) => ({ ...one, file: relative(projectDir, one.file) })));
        return;
      }
    }
  };
  if (await fileExists(join(folder, 'edition.mjml.njk')))
    problems.push({
      file: 'templates/mail/edition.mjml.njk',
      message: 'A mail is not written in MJML, and this template is not read.',
      hint: 'Rename it edition.html.njk and put into it the HTML that an MJML program makes of it.',
    });
  await collect('edition.html.njk', checkMailHtml);
  await collect('edition.txt.njk', tidyText);
  return problems;
}
