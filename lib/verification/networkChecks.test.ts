import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../common/projectRoot';
import { goldenChecks } from './goldenChecks';

/* Damage to a reference value that a check must see. The fields are those of the files in test/golden. */
interface Files {
  'architectures.json': {
    wdr: { modules: { fpn: number }; convLayers: { macsAt512: number }[] };
    caSpaceNet: { total: number };
    zebraPose: { modules: { aspp: number } };
    compression: { cases: { expected: number }[] };
  };
  'inq.json': {
    powerOfTwo: { expected: number[] }[];
    linear: { squaredErrorAtBestScale: number }[];
    partition: { frozen: number[][] }[];
  };
  'lsq.json': {
    cases: { expected: { output: number[]; gradInput: number[]; gradStep: number; levels: number[] } }[];
  };
  'wdr-forward.json': {
    phase: number;
    layers: { name: string }[];
    expected: { corners: { values: number[] } }[];
  };
  'wdr-losses.json': {
    focal: { expected: number };
    objectSpace: { expected: number; gradPrediction: number[][] };
    positives: { counts: number[] }[];
  };
}

async function failuresAfter<Name extends keyof Files>(
  file: Name,
  damage: (content: Files[Name]) => void,
): Promise<readonly string[]> {
  const content = JSON.parse(await readFile(join(projectRoot, 'test/golden', file), 'utf8')) as Files[Name];
  damage(content);
  const check = goldenChecks.find((candidate) => candidate.file === file)!;
  return (await check.check(content, file)).failures;
}

describe('checks of reference values see', () => {
  it('wrong counts, work and compression of the networks', async () => {
    const failures = await failuresAfter(
      'architectures.json',
      ({ wdr, caSpaceNet, zebraPose, compression }) => {
        caSpaceNet.total -= 1;
        zebraPose.modules.aspp += 1;
        wdr.modules.fpn += 1;
        wdr.convLayers[3].macsAt512 -= 1;
        compression.cases[1].expected += 1e-4;
      },
    );
    expect(failures).toHaveLength(5);
    expect(failures.join()).toMatch(
      /wdr, modules.*convLayers\[3\].*caSpaceNet, total.*zebraPose, modules.*caSpaceNet at 8, 8, 32 bits/,
    );
  });

  it('other levels, a smaller squared error and another order of freezing', async () => {
    const failures = await failuresAfter('inq.json', ({ powerOfTwo, linear, partition }) => {
      powerOfTwo[0].expected[0] *= 2;
      linear[2].squaredErrorAtBestScale *= 1 - 1e-4;
      partition[1].frozen[2][0] = 39;
    });
    expect(failures.map((failure) => failure.split(':')[0])).toEqual([
      'powerOfTwo 0, quantized weights',
      'powerOfTwo 0, weights of the quantizer',
      'linear 2',
      'linear 2',
      'partition 1, frozen[2]',
      'partition 1, frozen[2] by the quantizer',
    ]);
  });

  it('deviations of 1e-5 in what learned steps give, and of 1e-4 in their gradients', async () => {
    const failures = await failuresAfter('lsq.json', ({ cases }) => {
      cases[0].expected.levels[0] -= 1;
      cases[1].expected.output = cases[1].expected.output.map((value) => value * (1 + 1e-5));
      cases[2].expected.gradInput = cases[2].expected.gradInput.map((value) => value * (1 + 1e-5));
      cases[6].expected.gradStep += 1e-4 * Math.max(1, Math.abs(cases[6].expected.gradStep));
    });
    const ways = ['function', 'weights', 'activations'];
    expect(failures.map((failure) => failure.split(/[[:]/)[0])).toEqual([
      'case 0, levels',
      ...ways.map((way) => `case 1, ${way}, output`),
      ...ways.map((way) => `case 2, ${way}, gradInput`),
      ...ways.map((way) => `case 6, ${way}, gradStep`),
    ]);
  });

  it('a phase, a layer name or a map that differs', async () => {
    expect(await failuresAfter('wdr-forward.json', (file) => (file.phase += 0.01))).not.toEqual([]);
    const failures = await failuresAfter('wdr-forward.json', ({ layers, expected }) => {
      layers[49].name = 'head.pose';
      expected[2].corners.values[5] += 0.01;
    });
    expect(failures[0]).toMatch(/^layers\[49\]/);
    expect(failures.at(-1)).toMatch(/level 4, corners/);
  });

  it('losses, gradients and counts of cells that differ', async () => {
    const failures = await failuresAfter('wdr-losses.json', ({ focal, objectSpace, positives }) => {
      focal.expected *= 1 + 2e-4;
      objectSpace.expected *= 1 - 2e-4;
      objectSpace.gradPrediction[4] = objectSpace.gradPrediction[4].map((value) => value * (1 + 2e-4));
      positives[3].counts.reverse();
    });
    expect(failures.map((failure) => failure.split(':')[0])).toEqual([
      'focal',
      'objectSpace',
      expect.stringMatching(/^objectSpace, gradPrediction\[4\]/),
      'positives, size 64',
    ]);
  });
});
