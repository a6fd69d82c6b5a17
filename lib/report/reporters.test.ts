import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createNotebookReporter, progressMetadata } from './notebookReporter';
import { ProgressEstimate } from './progressEstimate';
import { createRecordingTarget } from './recordingTarget';
import { createTerminalReporter, type OutputStream } from './terminalReporter';

class Clock {
  seconds = 0;
  readonly read = (): number => this.seconds;
}

function textOf(stream: PassThrough): string {
  return (stream.read() as Buffer | null)?.toString() ?? '';
}

describe('ProgressEstimate', () => {
  it('measures the rate over the last half minute', () => {
    const clock = new Clock();
    const estimate = new ProgressEstimate(1000, clock.read);
    expect(estimate.rate).toBeNull();
    for (clock.seconds = 1; clock.seconds <= 60; clock.seconds++) {
      estimate.update(clock.seconds <= 20 ? clock.seconds : 20 + 5 * (clock.seconds - 20));
    }
    clock.seconds = 60;
    expect(estimate.rate).toBeCloseTo(5);
    expect(estimate.remaining).toBeCloseTo((1000 - 220) / 5);
  });
});

describe('terminal reporter', () => {
  it('writes one line a quarter of a task where there is no terminal', () => {
    const clock = new Clock();
    const stream = new PassThrough();
    const task = createTerminalReporter(stream, clock.read).progress('Training', 40, 'steps');
    for (let step = 1; step <= 40; step++) {
      clock.seconds += 0.5;
      task.update(step, { loss: 1 / step });
    }
    task.finish();
    const lines = textOf(stream).trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe('Training: 50 %, 20/40 steps, 2 steps/s, 10 s left, loss 0.05');
    expect(lines[3]).toBe('Training: 100 %, 40/40 steps, 2 steps/s, took 20 s, loss 0.025');
  });

  it('writes a line every ten seconds of a slow task and one of a quick task', () => {
    const clock = new Clock();
    const stream = new PassThrough();
    const reporter = createTerminalReporter(stream, clock.read);
    const slow = reporter.progress('Slow', 1000, 'images');
    for (clock.seconds = 1; clock.seconds <= 35; clock.seconds++) slow.update(clock.seconds);
    expect(textOf(stream).trim().split('\n')).toHaveLength(3);
    const quick = reporter.progress('Quick', 4, 'images');
    for (let image = 1; image <= 4; image++) quick.update(image);
    quick.finish();
    expect(textOf(stream).trim().split('\n')).toHaveLength(1);
  });

  it('draws a bar on a terminal, and messages above it', () => {
    const stream = Object.assign(new PassThrough(), {
      isTTY: true,
      columns: 120,
      cursorTo: () => true,
      moveCursor: () => true,
      clearLine: () => true,
      clearScreenDown: () => true,
    });
    const clock = new Clock();
    const reporter = createTerminalReporter(stream as unknown as OutputStream, clock.read);
    const task = reporter.progress('Training', 4, 'steps');
    clock.seconds = 2;
    task.update(3, { loss: 0.5 });
    reporter.info('half way');
    task.finish();
    const text = textOf(stream);
    expect(text).toContain('half way');
    expect(text).toContain(
      'Training ██████████████████░░░░░░ 75 %  3/4 steps, 1.5 steps/s, took 2 s, loss 0.5',
    );
  });
});

describe('notebook reporter', () => {
  it('draws again in place, at most four times a second, and keeps the last state', () => {
    const clock = new Clock();
    const target = createRecordingTarget();
    let writes = 0;
    const counting = {
      write: (...output: Parameters<typeof target.write>) => (writes++, target.write(...output)),
    };
    const task = createNotebookReporter(counting, clock.read).progress('Evaluation <a>', 100, 'images');
    for (let image = 1; image <= 100; image++) {
      clock.seconds += 0.02;
      task.update(image, { recall: '82 %' });
    }
    task.finish();
    expect(writes).toBeLessThanOrEqual(2 + 2 * 4);
    expect(target.outputs).toHaveLength(1);
    expect(target.outputs[0].data['text/plain']).toMatch(
      /100 % 100\/100 images, 50 images\/s, took 2 s, recall 82 %$/,
    );
    expect(target.outputs[0].data['text/html']).toContain('Evaluation &lt;a&gt;');
    expect(target.outputs[0].metadata).toEqual(progressMetadata);
  });

  it('does not show a task that is done within a second, and marks messages but not warnings as progress', () => {
    const clock = new Clock();
    const target = createRecordingTarget();
    const reporter = createNotebookReporter(target, clock.read);
    const task = reporter.progress('Reading', 2, 'images');
    clock.seconds = 0.9;
    task.update(2);
    task.finish();
    expect(target.outputs).toEqual([]);
    reporter.info('resumed');
    reporter.warn('a lock was stale');
    expect(target.outputs.map(({ metadata }) => metadata)).toEqual([progressMetadata, {}]);
  });
});
