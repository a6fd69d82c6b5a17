import type { ProgressTask, Reporter } from '../common/reporter';
import type { DisplayTarget } from './display';
import { escapeMarkup } from './markup';
import { monotonicSeconds, ProgressEstimate } from './progressEstimate';
import { progressText, type Figures } from './progressText';

/** Seconds between two drawings of a bar. */
const drawInterval = 0.25;
/** Seconds that a task may take without being shown: a list of bars that were full at once tells nobody anything. */
const quickTask = 1;
const barCells = 30;

/** Says that an output tells of the way, not of what was found: it is left out of committed notebooks. */
export const progressMetadata = { mqat: 'progress' } as const;

let tasks = 0;

/** Writes to a notebook cell: a bar a task of a second or more, drawn again in place at most four times a second. */
export function createNotebookReporter(
  target: DisplayTarget,
  clock: () => number = monotonicSeconds,
): Reporter {
  const say = (text: string, metadata: Readonly<Record<string, string>>): void =>
    target.write({ data: { 'text/plain': text }, metadata });
  return {
    info: (message) => say(message, progressMetadata),
    warn: (message) => say(`Warning: ${message}`, {}),
    progress: (label, total, unit) => cellTask(target, label, unit, new ProgressEstimate(total, clock)),
  };
}

function cellTask(
  target: DisplayTarget,
  label: string,
  unit: string,
  estimate: ProgressEstimate,
): ProgressTask {
  const id = `mqat-progress-${process.pid}-${tasks++}`;
  let latest: Figures = {};
  let drawnAt = -Infinity;
  const draw = (isDone: boolean): void => {
    drawnAt = estimate.elapsed;
    const filled = Math.min(barCells, Math.floor(estimate.share * barCells));
    const bar = '█'.repeat(filled) + '░'.repeat(barCells - filled);
    const percent = `${Math.floor(estimate.share * 100)} %`;
    const words = progressText(estimate, unit, latest, isDone);
    const html =
      `<div>${escapeMarkup(label)} <progress value="${Math.round(estimate.share * 100)}" max="100"></progress> ` +
      `<b>${percent}</b> ${escapeMarkup(words)}</div>`;
    target.write(
      {
        data: { 'text/html': html, 'text/plain': `${label} ${bar} ${percent} ${words}` },
        metadata: progressMetadata,
      },
      id,
    );
  };
  const firstDrawing = setTimeout(() => draw(false), 1000 * quickTask).unref();
  return {
    update(completed, figures = latest): void {
      estimate.update(completed);
      latest = figures;
      if (estimate.elapsed >= quickTask && estimate.elapsed - drawnAt >= drawInterval) draw(false);
    },
    finish(): void {
      clearTimeout(firstDrawing);
      if (estimate.elapsed >= quickTask || drawnAt > -Infinity) draw(true);
    },
  };
}
