/** Progress of long work, on stderr. */
export interface Progress {
  show(text: string): void;
  done(): void;
}

const EVERY_MS = 200;
const EVERY_MS_PIPED = 5_000;

/** One line that is rewritten for a person at a terminal; a line now and then when piped. */
export function newProgress(): Progress {
  const isTerminal = process.stderr.isTTY === true;
  const started = performance.now();
  let last = isTerminal ? 0 : started;
  let shown = false;
  return {
    show: (text) => {
      const now = performance.now();
      if (now - last < (isTerminal ? EVERY_MS : EVERY_MS_PIPED)) return;
      last = now;
      shown = true;
      process.stderr.write(isTerminal ? `\r\u001b[2K${text}` : `${text}\n`);
    },
    done: () => {
      if (shown && isTerminal) process.stderr.write('\r\u001b[2K');
    },
  };
}
