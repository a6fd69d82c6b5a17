/** Frames that a stack must hold to reach from a kernel through autodiff to the step's own code. */
export const stackDepth = 60;

/** @returns the place in a call stack where the step's own code stands: not tfjs, not the engine room */
export function callerLine(error: Error): string {
  const foreign =
    /node_modules|tfjs|node:|<anonymous>|tensor\/(nativeOperation|engine|compiled\/(recording|recordableOperations|comparison|compiledStep))\.[jt]s/;
  const lines = (error.stack ?? '').split('\n').slice(1);
  return lines.find((line) => !foreign.test(line))?.trim() ?? 'at an unknown line';
}
