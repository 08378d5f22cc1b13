/** Particles that change with the sound before them: after a consonant, after a vowel. */
const PAIRS = {
  topic: ['은', '는'],
  subject: ['이', '가'],
  object: ['을', '를'],
  with: ['과', '와'],
} as const;

/** Digits and letters whose Korean names end in a consonant: 영, 일, 삼, 육, 칠, 팔; 엘, 엠, 엔, 알. */
const CONSONANT_NAMES = /[013678LMNR]$/;

/**
 * A word with its particle: "활성 사용자는", "유지율은". Hangul, digits and acronyms have a known last sound; of other
 * words, such as foreign names, nobody knows how they are read aloud, and both forms are written: "Android은(는)".
 */
export function withParticle(word: string, particle: keyof typeof PAIRS): string {
  const [afterConsonant, afterVowel] = PAIRS[particle];
  const sounded = word.replace(/\s*[([][^)\]]*[)\]]\s*$/, '').replace(/[^\p{L}\p{N}]+$/u, '');
  const last = sounded.codePointAt(sounded.length - 1) ?? 0;
  if (last >= 0xac00 && last <= 0xd7a3) return word + ((last - 0xac00) % 28 === 0 ? afterVowel : afterConsonant);
  if (/(?:\d|\b[A-Z]+)$/.test(sounded)) return word + (CONSONANT_NAMES.test(sounded) ? afterConsonant : afterVowel);
  return `${word}${afterConsonant}(${afterVowel})`;
}
