export interface TerminalLog {
  info(message: string): void;
  warn(message: string): void;
  progress(message: string): void;
}

/** A stream that a log goes to; `isTTY` where a person watches. */
export interface LogStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const CLEAR_LINE = '\r\u001b[2K';

/**
 * Plain lines in a log; on a terminal, also one line of progress that is replaced in place. A quiet log says only what
 * went wrong.
 */
export function terminalLog(stream: LogStream, quiet = false): TerminalLog {
  let hasProgress = false;
  const line = (text: string): void => {
    if (hasProgress) stream.write(CLEAR_LINE);
    hasProgress = false;
    stream.write(`${text}\n`);
  };
  return {
    info: (message) => {
      if (!quiet) line(message);
    },
    warn: (message) => line(`Warning: ${message}`),
    progress: (message) => {
      if (quiet || stream.isTTY !== true) return;
      const room = (stream.columns ?? 80) - 1;
      stream.write(`${CLEAR_LINE}${message.slice(0, room)}`);
      hasProgress = message !== '';
    },
  };
}
