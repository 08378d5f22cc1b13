/** Digits and letters whose Korean names end in a consonant: 영, 일, 삼, 육, 칠, 팔; 엘, 엠, 엔, 알. */
const CONSONANT_NAMES = /[013678LMNR]$/;

/**
 * A text whose particles follow the sound before them, where it has both, as in "활성 사용자은(는)": "활성 사용자는", "유지율은".
 * Hangul, digits and acronyms have a known last sound; of other words, such as foreign names, nobody knows how they are
 * read aloud, and both forms stay: "Android은(는)".
 */
export function withParticles(text: string): string {
  return text.replace(
    /([은이을과])\(([는가를와])\)/g,
    (both, afterConsonant: string, afterVowel: string, at: number) => {
      const sounded = text
        .slice(0, at)
        .replace(/\s*[([][^)\]]*[)\]]\s*$/, '')
        .replace(/[^\p{L}\p{N}]+$/u, '');
      const last = sounded.codePointAt(sounded.length - 1) ?? 0;
      if (last >= 0xac00 && last <= 0xd7a3) return (last - 0xac00) % 28 === 0 ? afterVowel : afterConsonant;
      if (!/(?:\d|\b[A-Z]+)$/.test(sounded)) return both;
      return CONSONANT_NAMES.test(sounded) ? afterConsonant : afterVowel;
    },
  );
}
