/**
 * What runs in the page before it is printed, as source text: the browser alone knows how wide a text is. A table that
 * is wider than the paper's column gets smaller type, then turned headings, then a page on its side, and at last its
 * columns in parts below each other with the first column in each. Nothing is smaller than 6.5 pt (print.css says the
 * sizes of `fit-1` to `fit-3`). What sticks out even then is told to the reader where it happens, and given back.
 *
 * `(portrait, landscape) => string[]`: widths of the column in pixels; names of what does not fit.
 */
export const FIT_TO_PAPER = `(portrait, landscape) => {
  const SIZES = [[], ['fit-1'], ['fit-2'], ['fit-3'], ['fit-3', 'turned']];
  const words = document.querySelector('article')?.dataset ?? {};
  const isShown = (element) => element.getClientRects().length > 0;
  const wholeOf = (scroll) => scroll.closest('.figure') ?? scroll;

  const sized = (table, size) => {
    table.classList.remove(...SIZES.flat());
    table.classList.add(...size);
  };
  const firstThatFits = (table, room) =>
    SIZES.find((size) => {
      sized(table, size);
      return table.getBoundingClientRect().width <= room + 0.5;
    });

  /** A page on its side, with the heading above and the note below: these would be left behind. */
  const turn = (whole) => {
    whole.classList.add('sideways');
    for (let above = whole.previousElementSibling; above?.matches('h2, h3'); above = above.previousElementSibling)
      above.classList.add('sideways');
    if (whole.nextElementSibling?.matches('.foot')) whole.nextElementSibling.classList.add('sideways');
  };

  /** Which columns go together, as ranges after the first: as many as there is room for beside it. */
  const partsOf = (table, room) => {
    const row = [...table.rows].find((one) => [...one.cells].every((cell) => cell.colSpan === 1));
    const { borderCollapse, borderSpacing } = getComputedStyle(table);
    const space = borderCollapse === 'separate' ? parseFloat(borderSpacing) : 0;
    const [first, ...rest] = [...(row?.cells ?? [])].map((cell) => cell.getBoundingClientRect().width + space);
    const parts = [];
    let taken = Infinity;
    rest.forEach((width, index) => {
      if (first + taken + width + space > room) {
        parts.push([index + 1, index + 1]);
        taken = 0;
      }
      parts.at(-1)[1] = index + 2;
      taken += width;
    });
    return parts;
  };

  const keepColumns = (table, [from, to]) => {
    for (const row of table.rows) {
      let at = 0;
      for (const cell of [...row.cells]) {
        const [begins, ends] = [at, at + cell.colSpan];
        at = ends;
        if (begins === 0) continue;
        const kept = Math.min(ends, to) - Math.max(begins, from);
        if (kept <= 0) cell.remove();
        else cell.colSpan = kept;
      }
    }
  };

  const split = (scroll, table, room) => {
    const parts = partsOf(table, room);
    const total = Math.max(...[...table.rows].map((row) => [...row.cells].reduce((sum, { colSpan }) => sum + colSpan, 0)));
    const whole = table.cloneNode(true);
    parts.forEach((part, index) => {
      const piece = index === 0 ? table : whole.cloneNode(true);
      keepColumns(piece, part);
      const said = document.createElement('p');
      said.className = 'part';
      const words_ = { from: part[0] + 1, to: part[1], total };
      said.textContent = (words.columns ?? '').replace(/\\{(\\w+)\\}/g, (all, name) => words_[name] ?? all);
      if (index > 0) scroll.append(piece);
      piece.before(said);
    });
  };

  const fitTable = (scroll) => {
    const table = scroll.querySelector('table');
    if (table === null || !isShown(table)) return;
    if (firstThatFits(table, scroll.clientWidth) !== undefined) return;
    const whole = wholeOf(scroll);
    whole.style.width = landscape + 'px';
    turn(whole);
    if (firstThatFits(table, landscape) === undefined) {
      table.style.width = 'auto';
      split(scroll, table, landscape);
      for (const piece of scroll.querySelectorAll('table')) piece.style.width = '';
    }
  };

  /** A figure's value keeps to one line as long as that can be read, and breaks where it cannot. */
  const fitValue = (value) => {
    const room = value.parentElement.clientWidth;
    if (!isShown(value) || value.scrollWidth <= room + 1) return;
    const size = parseFloat(getComputedStyle(value).fontSize);
    value.style.fontSize = Math.max(11, size * (room / value.scrollWidth) * 0.98) + 'px';
    if (value.scrollWidth > room + 1) value.classList.add('broken');
  };

  for (const scroll of document.querySelectorAll('.scroll')) fitTable(scroll);
  for (const value of document.querySelectorAll('.kpi .value')) fitValue(value);

  // The net: whatever still reaches over an edge of its paper.
  const main = document.querySelector('main') ?? document.body;
  const named = (element) => {
    const figure = element.closest('.figure') ?? element.closest('.kpis, .scroll');
    let above = figure ?? element;
    while (above && !above.matches('h1, h2, h3')) above = above.previousElementSibling ?? above.parentElement;
    const title = figure?.querySelector('.title')?.textContent ?? figure?.id ?? '';
    return (title || above?.textContent || element.tagName.toLowerCase()).trim().slice(0, 80);
  };
  const sticksOut = (element, room, edge) => {
    const { left, right, width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1 && (right > edge + room + 1 || left < edge - 1);
  };
  const found = new Map();
  const look = (root, room) => {
    const { left } = root.getBoundingClientRect();
    const out = [root, ...root.querySelectorAll('*')].filter(
      (element) =>
        !element.closest('.unseen, svg svg, svg *') &&
        (element === root || room === landscape || !element.closest('.sideways')) &&
        sticksOut(element, room, left),
    );
    for (const element of out) {
      const whole = element.closest('.figure') ?? element.closest('.kpis, .scroll, p, ul, ol') ?? element;
      if (!found.has(named(element))) found.set(named(element), whole);
    }
  };
  const aside = [...document.querySelectorAll('.sideways')];
  for (const whole of aside) if (whole.scrollWidth > landscape + 1) look(whole, landscape);
  for (const whole of aside) whole.style.display = 'none';
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) look(main, portrait);
  for (const whole of aside) Object.assign(whole.style, { display: '', width: '' });
  for (const whole of found.values()) {
    const said = document.createElement('p');
    said.className = 'cut';
    said.textContent = words.cut ?? '';
    whole.append(said);
  }
  return [...found.keys()];
}`;

/**
 * `async () => string[]`: the letters on the page that neither its fonts nor the machine's have, and that would be
 * printed as boxes. What every font has is not asked after; a number that no letter has shows what a box looks like.
 */
export const LETTERS_WITHOUT_FONT = `async () => {
  const asked = [...new Set(document.body.textContent.match(/[^\\p{Script=Latin}\\p{M}\\p{Cc}\\p{Cf}\\p{Cs}\\s -~\\u00a0-\\u00ff\\u2010-\\u203a€−]/gu) ?? [])];
  if (asked.length === 0) return [];
  const font = '20px ' + getComputedStyle(document.body).fontFamily;
  await document.fonts.load(font, asked.join(''));
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 40;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.font = font;
  const drawn = (letter) => {
    context.clearRect(0, 0, 40, 40);
    context.fillText(letter, 4, 28);
    return context.getImageData(0, 0, 40, 40).data.join();
  };
  const box = drawn('\\u{10FFFE}');
  return asked.filter((letter) => drawn(letter) === box);
}`;
