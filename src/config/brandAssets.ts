import { placeAt } from '../lib/contentText.ts';
import { cssRequests } from '../lib/cssRequests.ts';
import { pageFaults } from '../lib/finishedPage.ts';
import type { ProblemList } from './problemList.ts';

interface AssetRule {
  readonly pattern: RegExp;
  readonly message: string;
  readonly hint: string;
}

/** A logo stands in every page as markup: it may neither act nor ask for anything outside. */
const logoRules: readonly AssetRule[] = [
  { pattern: /<\?xml-stylesheet/i, message: 'The logo asks for a style sheet.', hint: 'Remove it.' },
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
];

/** Style cannot end its own element. */
const cssRules: readonly AssetRule[] = [
  { pattern: /<\/style/i, message: 'The style ends its own element.', hint: 'Remove "</style".' },
];

export function checkLogo(file: string, svg: string, problems: ProblemList): void {
  if (!/<svg[\s>]/i.test(svg)) problems.add({ file, line: 1 }, 'The logo is not an SVG.', 'It has to begin with <svg.');
  // What the rules have found is not said twice.
  if (checkAsset({ file, text: svg, rules: logoRules }, problems)) return;
  for (const { text, message, hint } of pageFaults(svg, { folder: '', script: '' }))
    problems.add({ file, ...placeAt(svg, Math.max(0, svg.indexOf(text))) }, `In the logo: ${message}`, hint);
}

export function checkBrandCss(file: string, css: string, problems: ProblemList): void {
  checkAsset({ file, text: css, rules: cssRules }, problems);
  for (const { offset, by, address } of cssRequests(css)) {
    if (address !== null && /^(?:#|data:(?:image|font)\/)/i.test(address)) continue;
    const place = { file, ...placeAt(css, offset) };
    if (by === '@import') problems.add(place, 'The style imports another.', 'Put what it holds into the file.');
    else problems.add(place, 'The style asks for something outside.', 'Use a data: URL.');
  }
}

function checkAsset(
  { file, text, rules }: { file: string; text: string; rules: readonly AssetRule[] },
  problems: ProblemList,
): boolean {
  const broken = rules.filter(({ pattern }) => pattern.test(text));
  for (const { pattern, message, hint } of broken)
    problems.add({ file, ...placeAt(text, text.search(pattern)) }, message, hint);
  return broken.length > 0;
}
