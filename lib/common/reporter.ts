/** A task of known length whose progress somebody may be watching. */
export interface ProgressTask {
  /**
   * @param completed - units done so far, from 0 to the total
   * @param figures - numbers to show beside the bar, such as `{ loss: 0.31 }`
   */
  update(completed: number, figures?: Readonly<Record<string, number | string>>): void;
  finish(): void;
}

/** How the library speaks. It never prints: the terminal and the notebook each bring their own reporter. */
export interface Reporter {
  info(message: string): void;
  warn(message: string): void;
  /**
   * @param label - what is being done
   * @param total - units until it is done
   * @param unit - what a unit is, for the rate: `steps`, `images`
   */
  progress(label: string, total: number, unit: string): ProgressTask;
}

/** Says nothing. */
export const silentReporter: Reporter = {
  info: () => undefined,
  warn: () => undefined,
  progress: () => ({ update: () => undefined, finish: () => undefined }),
};
