import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../common/errors';
import { compressionAxis } from './axes';
import { completeFigure } from './completeFigure';
import { depthHistogram } from './depthHistogram';
import { errorByDepth } from './errorByDepth';
import type { FigureDraft, ScatterTrace } from './figure';
import { binShares, histogram } from './histogram';
import { methodStyles, splitStyles } from './palette';
import { paperComparison } from '../tables/paperComparison';
import { partDots } from './partDots';
import { poseCoverage, viewingDirection } from './poseCoverage';
import { smokeWatermark, type Provenance } from '../provenance';
import { scatter } from './scatter';
import { trainingCurve } from './trainingCurve';

const text = { title: 'Title', caption: 'What to see.' };
const provenance: Provenance = {
  profile: 'mini',
  seeds: [1, 2],
  codeVersion: '1a2b3c4d5',
  dataHash: '0123456789abcdef',
  wallSeconds: 125,
  images: 2000,
};
const pose = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 400] as const };
const { lsq } = methodStyles;

const drafts: Record<string, FigureDraft> = {
  trainingCurve: trainingCurve({
    ...text,
    quantity: { name: 'Loss' },
    curves: [{ style: lsq, steps: [1, 2], values: [3, 1] }],
  }),
  histogram: histogram({
    ...text,
    quantity: { name: 'Size', unit: 'px' },
    series: [{ style: lsq, values: [1, 2, 3] }],
  }),
  depthHistogram: depthHistogram({ ...text, depths: { test: [200, 500] }, rangeEdges: [200, 300, 400, 500] }),
  errorByDepth: errorByDepth({
    ...text,
    metric: 'ADD',
    thresholds: [10],
    series: [{ style: lsq, depths: [200, 300, 400], errors: [4, 8, Number.NaN] }],
  }),
  paperComparison: paperComparison({
    ...text,
    categories: ['Head', 'Control'],
    quantity: { name: 'ADD-0.1d', unit: '%' },
    series: [
      {
        style: lsq,
        paper: [67.84, null],
        ours: [
          { value: 65, low: 62, high: 67 },
          { value: 80, low: 78, high: 83 },
        ],
      },
    ],
    lines: [{ label: 'Full precision', value: 78.79, color: '#000000', dash: 'dash' }],
  }),
  partDots: partDots({
    ...text,
    kind: 'Layer',
    quantity: { name: 'Trace', scale: 'logarithmic' },
    parts: [{ part: 'head.logits', module: 'head', measured: { value: 2, low: 1, high: 4 } }],
  }),
  poseCoverage: poseCoverage({ ...text, poses: { train: [pose] } }),
  scatter: scatter({
    ...text,
    horizontal: 'compression',
    vertical: { name: 'ADI-0.1d', unit: '%' },
    series: [{ style: lsq, source: 'paper', x: [4, 2.2], y: [74.7, 76.2] }],
  }),
};

describe.each(Object.entries(drafts))('%s', (_, draft) => {
  it('names its axes, and what is drawn for those who do not see it', () => {
    expect(draft.layout.yaxis.title.text).not.toBe('');
    expect(draft.alternativeText.length).toBeGreaterThan(draft.title.length + 10);
  });

  it('carries its provenance', () => {
    const { plotly, source } = completeFigure(draft, provenance);
    expect(source).toBe(
      'profile mini · seeds 1, 2 · 2,000 images · code 1a2b3c4d5 · data 0123456789ab · wall time 2 min 5 s',
    );
    expect(plotly.layout['meta']).toEqual({ source });
    expect(JSON.stringify(plotly)).not.toContain(smokeWatermark);
  });

  it('cannot be made from a smoke run without the watermark', () => {
    const figure = completeFigure(draft, { ...provenance, profile: 'smoke' });
    const annotations = figure.plotly.layout['annotations'] as { text: string; textangle?: number }[];
    expect(
      annotations.filter(({ text, textangle }) => text === smokeWatermark && textangle !== 0),
    ).toHaveLength(1);
    expect(figure.alternativeText).toContain(smokeWatermark);
  });
});

describe('completeFigure', () => {
  it.each([
    ['profile', 'full'],
    ['codeVersion', ''],
    ['dataHash', ''],
    ['wallSeconds', Number.NaN],
    ['seeds', [1.5]],
    ['images', -1],
  ])('refuses a provenance whose %s is %j', (field, value) => {
    const complete = () => completeFigure(drafts['scatter'], { ...provenance, [field]: value });
    expect(complete).toThrow(ConfigurationError);
    expect(complete).toThrow(`provenance.${field}`);
  });
});

describe('trainingCurve', () => {
  const steps = Array.from({ length: 2000 }, (_, at) => at + 1);

  it('thins long curves to means and says so', () => {
    const draft = trainingCurve({
      ...text,
      quantity: { name: 'Loss' },
      curves: [{ style: lsq, steps, values: steps }],
    });
    expect(draft.traces[0].y).toHaveLength(500);
    expect(draft.traces[0].y[0]).toBe(2.5);
    expect(draft.caption).toContain('mean of 4 values');
  });

  it('refuses a curve without a value for each step', () => {
    const build = () =>
      trainingCurve({ ...text, quantity: { name: 'Loss' }, curves: [{ style: lsq, steps, values: [1] }] });
    expect(build).toThrow(/2000 steps and 1 values/);
  });
});

describe('histogram', () => {
  it('shares out every value once', () => {
    expect(binShares([0, 0.5, 1, 2], [0, 1, 2])).toEqual([50, 50]);
  });

  it('refuses values that are not finite', () => {
    const series = [{ style: splitStyles.test, values: [1, Number.NaN] }];
    expect(() => histogram({ ...text, quantity: { name: 'Size' }, series })).toThrow(/NaN at 1/);
  });
});

describe('errorByDepth', () => {
  it('counts the images that have no prediction', () => {
    expect(drafts['errorByDepth'].caption).toContain('nothing was predicted: LSQ 1.');
  });
});

describe('paperComparison', () => {
  it('draws the paper hollow and ours filled with intervals', () => {
    const [paper, ours] = drafts['paperComparison'].traces as ScatterTrace[];
    expect(paper.marker?.symbol).toBe('circle-open');
    expect(paper.error_y).toBeUndefined();
    expect(ours.marker?.symbol).toBe('circle');
    expect(ours.error_y?.array).toEqual([2, 3]);
    expect(ours.error_y?.arrayminus).toEqual([3, 2]);
  });
});

describe('poseCoverage', () => {
  it('finds the camera behind an object that looks along with it', () => {
    expect(viewingDirection(pose).elevation).toBeCloseTo(-90);
  });

  it('turns with the object', () => {
    const turned = viewingDirection({ rotation: [0, -1, 0, 0, 0, -1, 1, 0, 0], translation: [0, 0, 400] });
    expect(turned.azimuth).toBeCloseTo(180);
    expect(turned.elevation).toBeCloseTo(0);
  });
});

describe('compressionAxis', () => {
  it('is logarithmic with factors as ticks', () => {
    const axis = compressionAxis([2, 8]);
    expect(axis.type).toBe('log');
    expect(axis.ticktext).toEqual(['2×', '3×', '4×', '5×', '6×', '8×']);
  });

  it('refuses a factor of zero', () => {
    expect(() => compressionAxis([0, 4])).toThrow(ConfigurationError);
  });
});
