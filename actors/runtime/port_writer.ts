/** Frames over a MessagePort. */

/** Posts the frames together; if one of them is no plain data, each alone, and `unsendable` hears of that one. */
export function postFrames<F>(port: MessagePort, frames: readonly F[], unsendable: (frame: F, error: unknown) => void) {
  try {
    port.postMessage(frames);
  } catch {
    for (const frame of frames) postOne(port, frame, unsendable);
  }
}

function postOne<F>(port: MessagePort, frame: F, unsendable: (frame: F, error: unknown) => void): void {
  try {
    port.postMessage([frame]);
  } catch (error) {
    unsendable(frame, error);
  }
}
