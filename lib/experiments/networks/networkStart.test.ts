import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { squareData, squareRun, squareStart } from '../../../test/support/squareExperiment';
import { silentReporter } from '../../common/reporter';
import { ConfigurationError } from '../../common/errors';
import { loadPnpSolver } from '../../geometry/pnp';
import { parseRunConfiguration } from '../configuration/runParsing';
import { runIdentity } from '../configuration/runIdentity';
import { loadTrainedNetwork } from '../run/trainedNetwork';
import { performRun } from '../run/trainingRun';

let workFolder: string;
beforeAll(async () => {
  workFolder = await mkdtemp(join(tmpdir(), 'start-'));
});
afterAll(() => rm(workFolder, { recursive: true }));

const start = runIdentity(squareStart);
const caSpaceNet = squareRun({ model: { network: 'caSpaceNet', scale: 'tiny' }, parent: start });

describe('a network that starts from another', () => {
  it("takes the other run's weights, trains, is scored, and can be loaded", async () => {
    const context = { data: squareData, solver: await loadPnpSolver(), workFolder, reporter: silentReporter };
    await performRun(squareStart, context);
    const { metrics, curve } = await performRun(caSpaceNet, context);
    expect(Object.keys(metrics)).toContain('test/missing');
    expect(curve.columns).toContain('similarity');
    const [wdr, trained] = await Promise.all([
      loadTrainedNetwork(squareStart.configuration, start, workFolder),
      loadTrainedNetwork(caSpaceNet.configuration, runIdentity(caSpaceNet), workFolder),
    ]);
    const valuesOf = ({ network }: typeof wdr, name: string) => [
      ...[...network.parameters, ...network.statistics]
        .find((candidate) => candidate.name === name)!
        .variable.dataSync(),
    ];
    const name = 'backbone.features.init_block.conv.weight';
    expect(valuesOf(trained, `maskedPath.${name}`)).toEqual(valuesOf(wdr, name));
    expect(valuesOf(trained, name)).not.toEqual(valuesOf(wdr, name));
    for (const one of [wdr, trained]) one.dispose();
  });

  it('may have a parent at full precision; others may not', () => {
    expect(() => parseRunConfiguration(caSpaceNet.configuration)).not.toThrow();
    expect(() => parseRunConfiguration(squareRun({ parent: start }).configuration)).toThrow(
      ConfigurationError,
    );
  });
});
