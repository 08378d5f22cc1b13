import type { ProblemList } from './problemList.ts';
import { lineAndColumn } from './projectFiles.ts';

interface AssetRule {
  readonly pattern: RegExp;
  readonly message: string;
  readonly hint: string;
}

/** A logo stands in every page as markup: it may neither act nor ask for anything outside. */
const logoRules: readonly AssetRule[] = [
  { pattern: /<script\b/i, message: 'The logo holds a script.', hint: 'Remove it.' },
  { pattern: /[\s"'/]on[a-z]+\s*=/i, message: 'The logo holds an event handler.', hint: 'Remove the on… attribute.' },
  { pattern: /<foreignObject\b/i, message: 'The logo holds foreign markup.', hint: 'Remove <foreignObject>.' },
  {
    pattern: /<!(?:ENTITY|DOCTYPE)\b/i,
    message: 'The logo holds a document type.',
    hint: 'Remove it: an SVG needs none.',
  },
  {
    pattern: /\b(?:href|src)\s*=\s*["']?\s*(?!["']?\s*(?:#|data:image\/))[^\s"'>]/i,
    message: 'The logo links to something outside.',
    hint: 'Put what it shows into the file.',
  },
  {
    pattern: /@import\b|url\(\s*["']?\s*(?!["']?\s*(?:#|data:))[^\s"')]/i,
    message: 'The logo asks for something outside.',
    hint: 'Put what it shows into the file.',
  },
];

/** A page makes no request elsewhere, and style cannot end its own element. */
const cssRules: readonly AssetRule[] = [
  { pattern: /@import\b/i, message: 'The style imports another.', hint: 'Put what it holds into the file.' },
  {
    pattern: /url\(\s*["']?\s*(?!["']?\s*(?:#|data:))[^\s"')]/i,
    message: 'The style asks for something outside.',
    hint: 'Use a data: URL.',
  },
  { pattern: /<\/style/i, message: 'The style ends its own element.', hint: 'Remove "</style".' },
];

export function checkLogo(file: string, svg: string, problems: ProblemList): void {
  if (!/<svg[\s>]/i.test(svg)) problems.add({ file, line: 1 }, 'The logo is not an SVG.', 'It has to begin with <svg.');
  checkAsset({ file, text: svg, rules: logoRules }, problems);
}

export function checkBrandCss(file: string, css: string, problems: ProblemList): void {
  checkAsset({ file, text: css, rules: cssRules }, problems);
}

function checkAsset(
  { file, text, rules }: { file: string; text: string; rules: readonly AssetRule[] },
  problems: ProblemList,
): void {
  for (const { pattern, message, hint } of rules) {
    const offset = text.search(pattern);
    if (offset !== -1) problems.add({ file, ...lineAndColumn(text, offset) }, message, hint);
  }
}
