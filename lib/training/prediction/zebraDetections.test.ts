import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { cube } from '../../../test/support/syntheticTask';
import { Random } from '../../common/random';
import { silentReporter } from '../../common/reporter';
import { readDetections } from '../../datasets/detections';
import { silhouetteBox } from '../../datasets/imageBox';
import type { PoseDataset, PoseSample } from '../../datasets/poseDataset';
import type { Camera } from '../../geometry/camera';
import { loadPnpSolver } from '../../geometry/pnp';
import type { Pose } from '../../geometry/pose';
import { uniformRotation } from '../../geometry/randomRotations';
import { rotateVector, transposeMatrix } from '../../geometry/rotations';
import { prepareMesh } from '../../meshes/renderer/renderMesh';
import { Renderer } from '../../meshes/renderer/renderer';
import { averageDistance } from '../../metrics/add';
import { ModelPoints } from '../../metrics/modelPoints';
import { normalizeImage } from '../../models/imageNormalization';
import { fullPrecision } from '../../models/modularNetwork';
import { meshOf, surfaceCode } from '../../models/surfaceCode';
import { createZebraPose, miniZebraPose, type ZebraPoseNetwork } from '../../models/zebraPose';
import { tf } from '../../tensor/engine';
import { predictDataset } from './posePredictor';
import { zebraPosePredictor } from './zebraPosePredictor';

/*
 * The way from a file of detections to poses, with a network that cannot err: images show where on the cube each pixel lies, as
 * a color, and the network reads the code off the color.
 */
const camera: Camera = { matrix: [200, 0, 79.5, 0, 200, 59.5, 0, 0, 1], width: 160, height: 120 };
const codeBits = 12;
const [darkest, range] = [55, 200];

/** [H, W, 3] bytes: position on the cube, from -50 to 50 mm, as red, green and blue. */
function paintPositions(renderer: Renderer, { rotation, translation }: Pose): Uint8Array {
  const mesh = prepareMesh(meshOf(cube));
  const pose = { rotation, translation };
  const { depth } = renderer.renderGeometry(camera.matrix, [{ mesh, pose, instance: 1 }]);
  const image = new Uint8Array(3 * depth.length);
  const [f, , cx, , , cy] = camera.matrix;
  depth.forEach((z, pixel) => {
    if (z === 0) return;
    const [x, y] = [(pixel % camera.width) - cx, Math.floor(pixel / camera.width) - cy];
    const [tx, ty, tz] = translation;
    const point = rotateVector(transposeMatrix(rotation), [(x * z) / f - tx, (y * z) / f - ty, z - tz]);
    image.set(
      point.map((value) => Math.round(darkest + range * (value / 100 + 0.5))),
      3 * pixel,
    );
  });
  return image;
}

/** ZebraPose whose maps are what the colors say. */
function colorReader(): ZebraPoseNetwork {
  const network = createZebraPose({ ...miniZebraPose, codeBits }, 'zeros');
  const { patchAt } = surfaceCode(cube, codeBits);
  const side = network.mapSize;
  const bytes = new Float32Array(6);
  normalizeImage(Uint8Array.of(0, 0, 0, 255, 255, 255), bytes, 0);
  return {
    ...network,
    forward(images) {
      const pixels = images.dataSync();
      const count = images.shape[0] * side ** 2;
      const [mask, code] = [new Float32Array(count).fill(-5), new Float32Array(count * codeBits).fill(-5)];
      for (let place = 0; place < count; place++) {
        const [row, column] = [Math.floor(place / side), place % side];
        const corners = [0, 1, 2 * side, 2 * side + 1].map((step) => 4 * side * row + 2 * column + step);
        const color = [0, 1, 2].map((channel) => {
          const mean = corners.reduce((sum, pixel) => sum + pixels[3 * pixel + channel] / 4, 0);
          return (255 * (mean - bytes[channel])) / (bytes[3 + channel] - bytes[channel]);
        });
        if (Math.min(...color) < darkest - 2) continue;
        mask[place] = 5;
        const [x, y, z] = color.map((value) => 100 * ((value - darkest) / range - 0.5));
        const patch = patchAt(x, y, z);
        for (let bit = 0; bit < codeBits; bit++)
          if ((patch >> (codeBits - 1 - bit)) & 1) code[place * codeBits + bit] = 5;
      }
      const size = [images.shape[0], side, side] as const;
      return { mask: tf.tensor4d(mask, [...size, 1]), code: tf.tensor4d(code, [...size, codeBits]) };
    },
  };
}

function drawPose(index: number): Pose {
  const random = Random.derive(8, 'detected', index);
  const depth = random.uniform(350, 600);
  return {
    rotation: uniformRotation(random),
    translation: [random.uniform(-0.2, 0.2) * depth, random.uniform(-0.15, 0.15) * depth, depth],
  };
}

it('detections in a BOP file lead to the poses of what they surround', async () => {
  const poses = Array.from({ length: 6 }, (_, index) => drawPose(index));
  const renderer = new Renderer(camera.width, camera.height, 1);
  const images = poses.map((pose) => paintPositions(renderer, pose));
  const samples = poses.map((pose, index): PoseSample => ({
    ...{ sceneId: 48 + (index % 2), imageId: 100 - index, camera },
    instances: [{ objectId: 1, pose, visibleFraction: 1 }],
  }));
  const dataset: PoseDataset = {
    ...{
      name: 'painted',
      split: 'test',
      width: camera.width,
      height: camera.height,
      objects: [cube],
      samples,
    },
    ...{
      hash: 'painted',
      pixels: (index) => Promise.resolve({ image: images[index], instanceMap: new Uint8Array() }),
    },
  };
  const detected = samples.slice(0, 5).flatMap(({ sceneId, imageId, instances }, index) => {
    const { left, top, width, height } = silhouetteBox(cube, instances[0].pose, camera);
    const own = { scene_id: sceneId, image_id: imageId, category_id: 1, time: 0.1 };
    const shift = index % 2 === 0 ? 4 : -4;
    return [
      { ...own, bbox: [0, 0, 12, 12], score: 0.2 },
      {
        ...own,
        bbox: [Math.round(left) + shift, Math.round(top), Math.round(1.1 * width), Math.round(height)],
        score: 0.7,
      },
      { ...own, category_id: 5, bbox: [1, 1, 9, 9], score: 0.99 },
    ];
  });
  const folder = await mkdtemp(join(tmpdir(), 'zebra-detections-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'detections.json');
  await writeFile(file, JSON.stringify(detected.reverse()));

  const network = colorReader();
  const predictor = zebraPosePredictor(network, {
    ...{ precision: fullPrecision, objects: [cube], solver: await loadPnpSolver() },
    decoding: {
      confidenceThreshold: 0.5,
      ransac: { iterations: 200, inlierThreshold: 2, confidence: 0.999 },
    },
  });
  const before = tf.memory().numTensors;
  const detections = await readDetections(file, dataset);
  const found = await predictDataset(predictor, dataset, 4, silentReporter, detections);
  expect(tf.memory().numTensors).toBe(before);
  network.dispose();
  const model = new ModelPoints(cube.points);
  for (const [index, [{ objectId, pose }]] of found.slice(0, 5).entries()) {
    expect(objectId).toBe(1);
    expect(averageDistance(model, pose!, poses[index]), `image ${index}`).toBeLessThan(0.02 * cube.diameter);
  }
  expect(found[5]).toEqual([{ objectId: 1, pose: undefined, votes: undefined }]);
});
