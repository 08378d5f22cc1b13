/** The part of css-tree 3.2 that is used: the tokenizer of CSS Syntax Level 3; the package ships no types. */
declare module 'css-tree/tokenizer' {
  export function tokenize(css: string, see: (type: number, start: number, end: number) => void): void;
  export const tokenTypes: Readonly<
    Record<
      'AtKeyword' | 'Function' | 'LeftParenthesis' | 'RightParenthesis' | 'String' | 'Url' | 'BadUrl' | 'Ident',
      number
    >
  >;
}

declare module 'css-tree/utils' {
  interface Text {
    decode(text: string): string;
  }
  export const ident: Text;
  export const string: Text;
  export const url: Text;
}
