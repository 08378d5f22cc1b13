const CODE = 'DAMAGED_WAREHOUSE';

/** A warehouse cannot be gone on with: it has to be made anew. What is thrown for it passes between processes. */
export function damage(file: string): Error {
  return Object.assign(new Error(`${file} cannot be gone on with.`), { code: CODE });
}

export function isDamage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === CODE;
}

/** Whether DuckDB says that a block does not have its checksum. */
export function tellsDamage(error: unknown): boolean {
  return error instanceof Error && /Corrupt database file|computed checksum/.test(error.message);
}
