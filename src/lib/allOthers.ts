/** What a stored row of all other groups has in place of a group's name: no text of data, which has no such sign. */
export const ALL_OTHERS = '\u0000all others';
