import { describe, expect, it } from 'vitest';
import { cube } from '../../../test/support/syntheticTask';
import { ConfigurationError } from '../../common/errors';
import { Random } from '../../common/random';
import { groundTruthDetections } from '../../datasets/detections';
import { cropAffine, silhouetteBox } from '../../datasets/imageBox';
import type { PoseDataset } from '../../datasets/poseDataset';
import type { Camera } from '../../geometry/camera';
import { loadPnpSolver } from '../../geometry/pnp';
import { uniformRotation } from '../../geometry/randomRotations';
import { prepareMesh } from '../../meshes/renderer/renderMesh';
import { Renderer } from '../../meshes/renderer/renderer';
import { averageDistance } from '../../metrics/add';
import { ModelPoints } from '../../metrics/modelPoints';
import { meshOf, surfaceCode } from '../../models/surfaceCode';
import { readCorrespondences } from '../../models/zebraDecoding';
import { cropPadding, zebraLabeler } from '../../models/zebraTargets';
import { cropPredictor } from './cropPredictor';
import { detectionJitter } from '../tasks/zebraPoseTask';

const camera: Camera = { matrix: [160, 0, 63.5, 0, 160, 63.5, 0, 0, 1], width: 128, height: 128 };
const size = 64;
const side = size / 2;

describe('labels and decoding of ZebraPose', () => {
  it('are inverse to each other: what is labeled comes back as the pose', async () => {
    const code = surfaceCode(cube, 12);
    const labeler = zebraLabeler(cube, code, size);
    const solver = await loadPnpSolver();
    const renderer = new Renderer(camera.width, camera.height, 1);
    const mesh = prepareMesh(meshOf(cube));
    const model = new ModelPoints(cube.points);
    for (let trial = 0; trial < 12; trial++) {
      const random = Random.derive(3, 'pose', trial);
      const depth = random.uniform(350, 700);
      const pose = {
        rotation: uniformRotation(random),
        translation: [random.uniform(-0.2, 0.2) * depth, random.uniform(-0.2, 0.2) * depth, depth] as const,
      };
      const { instanceMap } = renderer.renderGeometry(camera.matrix, [{ mesh, pose, instance: 1 }]);
      const image = { image: new Uint8Array(3 * 128 * 128), instanceMap, camera };
      const box = silhouetteBox(cube, pose, camera);
      const targets = {
        mask: new Float32Array(side ** 2).fill(7),
        code: new Float32Array(12 * side ** 2).fill(7),
      };
      labeler.label(image, box, { objectId: 1, pose }, 1, targets);
      const logits = (values: Float32Array) => values.map((value) => (value === 1 ? 4 : -4));
      const found = readCorrespondences(
        { mask: logits(targets.mask), code: logits(targets.code) },
        code,
        cropAffine(box, cropPadding, size),
        0.5,
      );
      const ransac = { reprojectionThreshold: 2, iterations: 150, confidence: 0.99, refine: true };
      const solution = solver.solve({ ...found, camera, ...ransac });
      expect(averageDistance(model, solution!.pose, pose), `trial ${trial}`).toBeLessThan(
        0.05 * cube.diameter,
      );
      const visible = instanceMap.filter((value) => value === 1).length;
      const scale = (cropPadding * Math.max(box.width, box.height)) / side;
      const labeled = targets.mask.filter((value) => value === 1).length * scale ** 2;
      expect(Math.abs(labeled - visible) / visible).toBeLessThan(0.1);
    }
  });
});

describe('a predictor of crops', () => {
  const dataset = {
    objects: [cube],
    samples: [{ sceneId: 1, imageId: 2, camera, instances: [] }],
  } as unknown as PoseDataset;
  const image = new Uint8Array(3 * 128 * 128);

  it('finds nothing where nothing was detected, and says so where detections are needed', () => {
    const predictor = cropPredictor(
      cube,
      32,
      () => ({}),
      () => undefined,
    );
    const detections = [groundTruthDetections(dataset, detectionJitter, 1)(0)];
    expect(predictor.predict([image], [camera], detections)).toEqual([
      [{ objectId: 1, pose: undefined, votes: undefined }],
    ]);
    expect(() => predictor.predict([image], [camera])).toThrow(ConfigurationError);
  });

  it('looks at the surest detection of its object, in a square around the box', () => {
    const seen: number[][] = [];
    const predictor = cropPredictor(
      cube,
      32,
      (images) => ({ map: images }),
      ({ map }, toCrop) => {
        seen.push([map.length, ...toCrop]);
        return undefined;
      },
    );
    const boxOf = (left: number) => ({ left, top: 20, width: 20, height: 10 });
    predictor.predict(
      [image, image],
      [camera, camera],
      [
        [
          { objectId: 1, box: boxOf(10), score: 0.4 },
          { objectId: 1, box: boxOf(40), score: 0.6 },
          { objectId: 2, box: boxOf(70), score: 0.9 },
        ],
        [],
      ],
    );
    expect(seen).toHaveLength(1);
    const [length, scale, , x, , , y] = seen[0];
    expect(length).toBe(3 * 32 * 32);
    expect(scale).toBeCloseTo(32 / 30, 9);
    expect([scale * 50 + x, scale * 25 + y]).toEqual([15.5, 15.5].map((middle) => expect.closeTo(middle, 9)));
  });
});
