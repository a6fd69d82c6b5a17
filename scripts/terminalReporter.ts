import { Format, SingleBar, type Options, type Params } from 'cli-progress';
import type { ProgressTask, Reporter } from '../lib/common/reporter';

/** Where there is no terminal, a line this often. */
const lineEveryMilliseconds = 20_000;

/** Messages and progress bars on the error stream, so that a command's output can be piped. */
export const terminalReporter: Reporter = {
  info: (message) => console.error(message),
  warn: (message) => console.error(`warning: ${message}`),
  progress: (label, total, unit) =>
    process.stderr.isTTY ? barTask(label, total, unit) : lineTask(label, total, unit),
};

function barTask(label: string, total: number, unit: string): ProgressTask {
  const start = performance.now();
  const bar = new SingleBar({
    format: (options: Options, { progress, value }: Params, payload: { figures?: string }) =>
      `${label} ${Format.BarFormat(progress, options)} ${describe(value, total, unit, start)}${payload.figures ?? ''}`,
    stopOnComplete: false,
    hideCursor: true,
  });
  bar.start(total, 0, { figures: '' });
  return {
    update: (completed, figures = {}) => bar.update(completed, { figures: describeFigures(figures) }),
    finish: () => bar.stop(),
  };
}

function lineTask(label: string, total: number, unit: string): ProgressTask {
  const start = performance.now();
  let latest = `${label}: 0/${total} ${unit}`;
  let lastLine = start;
  return {
    update(completed, figures = {}) {
      latest = `${label}: ${describe(completed, total, unit, start)}${describeFigures(figures)}`;
      if (performance.now() - lastLine < lineEveryMilliseconds) return;
      lastLine = performance.now();
      console.error(latest);
    },
    finish: () => console.error(latest),
  };
}

/** `30/120 steps, 12.3 steps/s, 7 s left` */
function describe(completed: number, total: number, unit: string, start: number): string {
  const seconds = (performance.now() - start) / 1000;
  if (completed === 0) return `0/${total} ${unit}`;
  const rate = completed / seconds;
  const pace = rate >= 1 ? `${rate.toFixed(1)} ${unit}/s` : `${(1 / rate).toFixed(1)} s each`;
  const rest =
    completed < total ? `${Math.ceil((total - completed) / rate)} s left` : `${seconds.toFixed(1)} s`;
  return `${completed}/${total} ${unit}, ${pace}, ${rest}`;
}

function describeFigures(figures: Readonly<Record<string, number | string>>): string {
  return Object.entries(figures)
    .map(([name, value]) => `, ${name} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`)
    .join('');
}
