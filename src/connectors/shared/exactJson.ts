/** Sixteen digits and more, or an exponent: a number of JavaScript's may be another one. */
const MAY_ROUND = /(?:\d\.?){16}|\d[eE][+-]?\d/;

/** A number of somebody's JSON that no number of JavaScript's is, with all its digits: 9007199254740993. */
export class ExactNumber {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  valueOf(): number {
    return Number(this.#text);
  }

  toJSON(): unknown {
    return JSON.rawJSON(this.#text);
  }
}

/** What a JSON text says, with every digit of its numbers. Throws a SyntaxError where it is none. */
export function parseExactly(text: string): unknown {
  if (!MAY_ROUND.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_, value: unknown, { source } = {}) =>
    typeof value === 'number' && source !== undefined && !isSame(source, value) ? new ExactNumber(source) : value,
  );
}

/** The same text, with numbers that would be rounded as texts: for a client that parses by itself what we hand it. */
export function withRoundedAsText(text: string): string {
  if (!MAY_ROUND.test(text)) return text;
  return JSON.stringify(parseExactly(text), (_, value: unknown) =>
    value !== null && typeof value === 'object' && JSON.isRawJSON(value) ? value.rawJSON : value,
  );
}

function isSame(source: string, value: number): boolean {
  const written = String(value);
  // "1e+21" is the same number, and no type of whole numbers takes it.
  return written === source || (!written.includes('e') && digitsOf(source) === digitsOf(written));
}

/** Sign, digits without zeros at the ends, and where the point stands: "-1.50e3" and "-1500" are the same. */
function digitsOf(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const shortened = digits.replace(/0+$/, '');
  if (shortened === '') return '0';
  return `${sign}${shortened}e${Number(exponent) - fraction.length + (digits.length - shortened.length)}`;
}
