/** The process that makes HTML of MJML, started by mailMarkup.ts: it reads no settings of the folder that somebody stands in. */
import mjml2html from 'mjml';
import { serve } from '../../../sandbox/sandboxWork.ts';

serve({
  // No fonts: mjml would ask Google for those it knows. No includes: a text could name a file.
  html: async (mjml: string) => mjml2html(mjml, { fonts: {}, ignoreIncludes: true, validationLevel: 'soft' }),
});
