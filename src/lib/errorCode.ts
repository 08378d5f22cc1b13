/** Whether an error of the system or of Node has one of these codes ("ENOENT", "ERR_INVALID_URL"). */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
