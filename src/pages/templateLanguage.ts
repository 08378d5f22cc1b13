import { createRequire } from 'node:module';
import type nunjucksModule from 'nunjucks';

/**
 * Nunjucks, the very copy that Eleventy renders with (it brings a fork of its own): markup that another copy calls safe
 * is not safe to this one, and would be escaped.
 */
export const nunjucks = createRequire(createRequire(import.meta.url).resolve('@11ty/eleventy'))(
  'nunjucks',
) as typeof nunjucksModule;
