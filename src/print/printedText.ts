const BEGIN = '<!--screen-only-->';
const END = '<!--/screen-only-->';

/**
 * A page's text without what it shows on screens alone: what stands between `<!--screen-only-->` and
 * `<!--/screen-only-->`, which the style sheet must hide on paper, too. A browser then neither reads nor lays out what it
 * would not print. Marks that do not pair leave the text as it is.
 */
export function printedText(html: string): string {
  const kept: string[] = [];
  let at = 0;
  for (let begin = html.indexOf(BEGIN); begin !== -1; begin = html.indexOf(BEGIN, at)) {
    const end = endOf(html, begin);
    if (end === undefined) return html;
    kept.push(html.slice(at, begin));
    at = end;
  }
  return html.indexOf(END, at) === -1 ? [...kept, html.slice(at)].join('') : html;
}

/** Where the part that begins here ends, with the parts inside it. */
function endOf(html: string, begin: number): number | undefined {
  let depth = 0;
  for (let at = begin; at !== -1; ) {
    const end = html.indexOf(END, at);
    const inner = html.indexOf(BEGIN, at);
    if (end === -1) return undefined;
    if (inner !== -1 && inner < end) {
      depth += 1;
      at = inner + BEGIN.length;
    } else {
      depth -= 1;
      at = end + END.length;
      if (depth === 0) return at;
    }
  }
  return undefined;
}
