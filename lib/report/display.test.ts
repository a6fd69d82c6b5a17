import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../common/errors';
import { closeBrowser } from './browser';
import { Display } from './display';
import { createNotebookTarget, isNotebook } from './notebookTarget';
import { methodStyles } from './figures/palette';
import { createRecordingTarget } from './recordingTarget';
import { scatter } from './figures/scatter';
import { trainingCurve } from './figures/trainingCurve';

const provenance = { profile: 'smoke', seeds: [7], codeVersion: 'a', dataHash: 'b', wallSeconds: 1 } as const;
const figure = trainingCurve({
  title: 'Loss',
  caption: 'It <falls>.',
  quantity: { name: 'Loss' },
  curves: [{ style: methodStyles.mqat, steps: [1, 2, 3], values: [3, 2, 1] }],
});

afterAll(closeBrowser);

describe('Display', () => {
  it('shows a figure as plotly and as a picture in one output, then its caption', async () => {
    const target = createRecordingTarget();
    await new Display(target).figure(figure, provenance);
    const [picture, caption] = target.outputs;
    expect(Object.keys(picture.data)).toEqual(['application/vnd.plotly.v1+json', 'image/png', 'text/plain']);
    const { data, info } = await sharp(Buffer.from(picture.data['image/png'] as string, 'base64'))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([2 * figure.width, 2 * figure.height]);
    expect(new Set(data).size).toBeGreaterThan(20);
    expect(caption.data['text/html']).toContain('It &lt;falls&gt;.');
    expect(caption.data['text/html']).toContain('smoke: not a result');
    expect(caption.data['text/plain']).toContain('profile smoke · seed 7');
  });

  it('draws the same figure into the same bytes', async () => {
    const [first, second] = [createRecordingTarget(), createRecordingTarget()];
    await Promise.all([
      new Display(first).figure(figure, provenance),
      new Display(second).figure(figure, provenance),
    ]);
    expect(first.outputs[0].data['image/png']).toBe(second.outputs[0].data['image/png']);
  });

  it('keeps the color of every method, under a watermark too', async () => {
    const styles = Object.values(methodStyles);
    const points = scatter({
      ...{ title: 'Colors', caption: 'All of them.', horizontal: { name: 'x' }, vertical: { name: 'y' } },
      series: styles.map((style, x) => ({ style, source: 'ours', x: [x], y: [x] })),
    });
    const target = createRecordingTarget();
    await new Display(target).figure(points, provenance);
    const { data } = await sharp(Buffer.from(target.outputs[0].data['image/png'] as string, 'base64'))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const drawn = new Set<string>();
    for (let at = 0; at < data.length; at += 3)
      drawn.add(
        `#${data
          .subarray(at, at + 3)
          .toString('hex')
          .toUpperCase()}`,
      );
    for (const { color, label } of styles) expect(drawn.has(color), label).toBe(true);
  });

  it('writes to a notebook only inside one', () => {
    expect(isNotebook()).toBe(false);
    expect(() => new Display(createNotebookTarget()).markdown('x')).toThrow(EnvironmentError);
  });
});
