import { createRequire } from 'node:module';
import { EnvironmentError, NumericalError } from '../common/errors';

/** OpenCV's WebAssembly build. It must never be awaited: it has a `then` that resolves to itself. */
export type OpenCv = typeof import('@techstark/opencv-js');

/** Anything of OpenCV's that lies in WebAssembly memory until it is deleted. */
interface Deletable {
  delete(): void;
}

/** Notes an object for deletion and returns it. */
export type KeepInMemory = <D extends Deletable>(object: D) => D;

let ready: Promise<{ cv: OpenCv }> | undefined;

/**
 * Loads OpenCV, once a process (0.3 s).
 * @returns OpenCV in a box, see {@link OpenCv}
 * @throws EnvironmentError when the package is missing or its WebAssembly does not start
 */
export function loadOpenCv(): Promise<{ cv: OpenCv }> {
  ready ??= start();
  return ready;
}

async function start(): Promise<{ cv: OpenCv }> {
  const handlersBefore = processHandlers();
  try {
    const cv = createRequire(__filename)('@techstark/opencv-js') as OpenCv;
    removeHandlersSince(handlersBefore);
    if (typeof cv.Mat !== 'function') {
      await new Promise<void>((resolve) => (cv.onRuntimeInitialized = resolve));
    }
    return { cv };
  } catch (cause) {
    throw new EnvironmentError({
      field: '@techstark/opencv-js',
      found: cause instanceof Error ? cause.message.slice(0, 200) : String(cause),
      expected: "OpenCV's WebAssembly build",
      remedy: 'Run the set-up again: npm run setup.',
    });
  }
}

const fatalEvents = ['uncaughtException', 'unhandledRejection'] as const;

function processHandlers(): Set<unknown> {
  return new Set(fatalEvents.flatMap((event) => process.listeners(event as 'uncaughtException')));
}

/** Its start-up code rethrows every uncaught error of the process and stops OpenCV at any lost rejection. */
function removeHandlersSince(before: Set<unknown>): void {
  for (const event of fatalEvents) {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before.has(listener)) process.removeListener(event, listener);
    }
  }
}

/**
 * Runs a function whose OpenCV objects are deleted when it ends, however it ends.
 * @param body - works on objects it has passed to `keep`
 * @throws NumericalError with OpenCV's words when OpenCV gives up
 */
export function withOpenCvMemory<T>(cv: OpenCv, body: (keep: KeepInMemory) => T): T {
  const kept: Deletable[] = [];
  try {
    return body((object) => {
      kept.push(object);
      return object;
    });
  } catch (error) {
    if (typeof error !== 'number') throw error;
    throw new NumericalError({
      field: 'OpenCV',
      found: String((cv.exceptionFromPtr(error) as { msg: unknown }).msg).trim(),
      expected: 'input that OpenCV accepts',
      remedy: 'Look at the points that were given to it.',
    });
  } finally {
    for (const object of kept.reverse()) object.delete();
  }
}
