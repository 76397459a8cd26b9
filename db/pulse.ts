/** Feels the pulse of a server: one that neither answers nor refuses would be waited for until the network gives up. */

/** How a pulse is felt. */
export interface PulseOptions {
  /** Asks for a sign of life; a refusal is one, too. */
  readonly ask: () => Promise<unknown>;
  /** There was none. */
  readonly silent: () => void;
  readonly everyMs: number;
  /** How long a sign of life may take. */
  readonly limitMs: number;
}

/** Feels it until it is stopped. */
export function feelPulse({ ask, silent, everyMs, limitMs }: PulseOptions): { stop(): void } {
  let isStopped = false;
  let timer = setTimeout(beat, everyMs);

  function beat(): void {
    let isOver = false;
    const over = (isSilent: boolean) => {
      if (isOver || isStopped) return;
      isOver = true;
      clearTimeout(timer);
      if (isSilent) silent();
      timer = setTimeout(beat, everyMs);
    };
    timer = setTimeout(() => over(true), limitMs);
    ask().then(() => over(false), () => over(false));
  }

  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
