import { afterAll, describe, expect, it } from 'vitest';
import { fullPrecision } from '../../models/modularNetwork';
import { buildNetwork } from '../../experiments/networks/networks';
import { profileNamed } from '../../experiments/configuration/profiles';
import { createRecordingTarget } from '../recordingTarget';
import { annotationGallery } from './datasets/annotationGallery';
import { datasetTable } from './datasets/datasetTable';
import { environmentTable } from './environmentTable';
import { predictImages } from './predictions/imagePredictions';
import { predictionGallery } from './predictions/predictionGallery';
import { openSession } from './session';
import { agreementWithTraining, splitAgreement } from './datasets/splitAgreement';
import { bySplit, depthEdges, depthsOf, posesOf } from './datasets/splitAnnotations';

const target = createRecordingTarget();
const opened = openSession('smoke', target);
afterAll(async () => (await opened).close());

describe('a session at smoke scale', () => {
  it('says where its outputs come from and shows them', async () => {
    const session = await opened;
    const provenance = session.provenance({ seeds: [3], images: 2 });
    expect(provenance).toMatchObject({
      profile: 'smoke',
      seeds: [3],
      images: 2,
      dataHash: session.data.hash,
    });
    session.display.table(await environmentTable(), { caption: 'Here.' }, provenance);
    expect(target.outputs[target.outputs.length - 1].data['text/plain']).toContain('smoke: not a result');
  });

  it('counts the images of each split, and those near, medium and far', async () => {
    const { data } = await opened;
    const rows = (await datasetTable(data)).values as unknown[][];
    expect(rows.map(([split, images]) => [split, images])).toEqual([
      ['train', 320],
      ['validation', 64],
      ['test', 64],
    ]);
    for (const [, images, , near, medium, far] of rows)
      expect((near as number) + (medium as number) + (far as number)).toBe(images);
    const depths = bySplit(data, depthsOf);
    expect(depthEdges(data)[0]).toBe(Math.min(...depths.test));
  });

  it('compares splits: one with itself agrees, one turned upside down does not', async () => {
    const { data } = await opened;
    const { train, test } = data.splits;
    const itself = agreementWithTraining(train, train);
    expect(itself).toMatchObject({ depthDistance: 0, coveredViews: 1, sharedPoses: posesOf(train).length });
    const turned = {
      ...test,
      samples: test.samples.map((sample) => ({
        ...sample,
        instances: sample.instances.map(({ objectId, pose }) => ({
          objectId,
          pose: {
            rotation: pose.rotation.map((value, at) => (at % 3 === 0 ? value : -value)),
            translation: pose.translation,
          },
        })),
      })),
    };
    expect(agreementWithTraining(train, turned).coveredViews).toBeLessThan(0.2);
    expect(splitAgreement(data)).toContain('no pose of it occurs in training');
  });

  it('draws annotations, and predictions of a network with and without votes', async () => {
    const { data } = await opened;
    const { test } = data.splits;
    const text = { title: 'Title', caption: 'Caption.' };
    expect((await annotationGallery(test, [0, 1], text)).alternativeText).toContain('% visible');
    const network = buildNetwork({ network: 'wdr', scale: 'mini' }, 1);
    const { evaluation } = profileNamed('smoke', 320);
    const trained = { network, precision: fullPrecision };
    const strict = await predictImages(trained, { ...evaluation, confidenceThreshold: 0.99 }, test, [5, 2]);
    expect(strict.map(({ index, error }) => [index, error])).toEqual([
      [5, null],
      [2, null],
    ]);
    const lax = await predictImages(trained, { ...evaluation, confidenceThreshold: 1e-6 }, test, [5]);
    expect(lax[0].prediction.votes!.confidences.length).toBeGreaterThan(0);
    network.dispose();
    const gallery = await predictionGallery(test, [...strict, ...lax], { ...text, votes: true });
    expect(gallery.alternativeText).toContain('nothing found');
    expect(gallery.alternativeText).toContain('corners that cells voted for');
  });
});
