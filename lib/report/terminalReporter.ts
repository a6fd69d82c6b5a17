import { MultiBar, type SingleBar } from 'cli-progress';
import type { ProgressTask, Reporter } from '../common/reporter';
import { monotonicSeconds, ProgressEstimate } from './progressEstimate';
import { progressText, type Figures } from './progressText';

/** A stream of text, perhaps a terminal. */
export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Seconds between plain lines of a slow task. */
const lineInterval = 10;
/** A quick task does not print its quarters. */
const quarterInterval = 1;

/**
 * Writes to a stream: bars where it is a terminal; elsewhere plain lines, one a quarter of a task or every 10
 * seconds, so that a log stays short.
 */
export function createTerminalReporter(
  stream: OutputStream,
  clock: () => number = monotonicSeconds,
): Reporter {
  return stream.isTTY === true ? barReporter(stream, clock) : lineReporter(stream, clock);
}

function lineReporter(stream: OutputStream, clock: () => number): Reporter {
  const line = (text: string): void => void stream.write(`${text}\n`);
  return {
    info: line,
    warn: (message) => line(`Warning: ${message}`),
    progress: (label, total, unit) => lineTask(line, label, unit, new ProgressEstimate(total, clock)),
  };
}

function lineTask(
  line: (text: string) => void,
  label: string,
  unit: string,
  estimate: ProgressEstimate,
): ProgressTask {
  let latest: Figures = {};
  let printedAt = estimate.elapsed;
  let printedQuarter = 0;
  const print = (isDone: boolean): void => {
    printedAt = estimate.elapsed;
    printedQuarter = Math.floor(estimate.share * 4);
    const percent = `${Math.round(estimate.share * 100)} %`;
    line(`${label}: ${percent}, ${progressText(estimate, unit, latest, isDone)}`);
  };
  return {
    update(completed, figures = latest): void {
      estimate.update(completed);
      latest = figures;
      const waited = estimate.elapsed - printedAt;
      const reachedQuarter = Math.floor(estimate.share * 4) > printedQuarter && estimate.share < 1;
      if (waited >= lineInterval || (reachedQuarter && waited >= quarterInterval)) print(false);
    },
    finish: () => print(true),
  };
}

function barReporter(stream: OutputStream, clock: () => number): Reporter {
  let bars: MultiBar | null = null;
  let open = 0;
  const say = (text: string): void => {
    if (bars === null) stream.write(`${text}\n`);
    else bars.log(`${text}\n`);
  };
  const begin = (): MultiBar => {
    open++;
    return (bars ??= createBars(stream));
  };
  const end = (): void => {
    open--;
    if (open > 0) return;
    // Writes what was logged since the last drawing, which stopping alone would drop.
    bars?.update();
    bars?.stop();
    bars = null;
  };
  process.once('exit', () => bars?.stop());
  return {
    info: say,
    warn: (message) => say(`Warning: ${message}`),
    progress: (label, total, unit) => barTask(begin(), end, label, unit, new ProgressEstimate(total, clock)),
  };
}

function createBars(stream: OutputStream): MultiBar {
  const bars = new MultiBar({
    stream,
    format: '{label} {bar} {percentage} %  {words}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: false,
    gracefulExit: false,
    fps: 8,
  });
  // The drawing timer must not keep a process alive whose task has failed.
  bars.on('update-post', () => (bars as unknown as { readonly timer: NodeJS.Timeout | null }).timer?.unref());
  return bars;
}

function barTask(
  bars: MultiBar,
  end: () => void,
  label: string,
  unit: string,
  estimate: ProgressEstimate,
): ProgressTask {
  let latest: Figures = {};
  const words = (isDone: boolean): string => progressText(estimate, unit, latest, isDone);
  const bar: SingleBar = bars.create(estimate.total, 0, { label, words: words(false) });
  return {
    update(completed, figures = latest): void {
      estimate.update(completed);
      latest = figures;
      bar.update(completed, { label, words: words(false) });
    },
    finish(): void {
      bar.update(estimate.completed, { label, words: words(true) });
      bar.stop();
      end();
    },
  };
}
