import type { ObjectModel, PoseDataset } from '../../datasets/poseDataset';
import {
  defaultSwissCubeMini,
  type SwissCubeMiniConfiguration,
} from '../../datasets/swissCubeMini/configuration';
import { CUBESAT_ID, SwissCubeMiniRenderer } from '../../datasets/swissCubeMini/imageRenderer';
import { boxCorners } from '../../geometry/boxCorners';
import { identityRotation } from '../../geometry/rotations';
import { buildCubesat } from '../../meshes/cubesat/cubesatMesh';
import { measureExtent } from '../../meshes/meshExtent';

const imageCount = 12;

/**
 * Renders the images that the behavior of the code is shown on, as the mini set's are; they stay in memory.
 * @param side - of an image, px
 */
export function renderFixedImages(side: number): PoseDataset {
  const configuration: SwissCubeMiniConfiguration = {
    ...defaultSwissCubeMini,
    seed: 20,
    width: side,
    height: side,
    focalLength: 1.2 * side,
  };
  const renderer = new SwissCubeMiniRenderer(configuration);
  const rendered = Array.from({ length: imageCount }, (_, index) => {
    const { image, instances } = renderer.render('train', index);
    const [{ groundTruth, visibleMask }] = instances;
    const [x, y, z] = groundTruth.cam_t_m2c;
    return {
      pixels: { image: image.slice(), instanceMap: visibleMask.slice() },
      sample: {
        sceneId: 0,
        imageId: index,
        camera: renderer.camera,
        instances: [
          {
            objectId: CUBESAT_ID,
            pose: { rotation: groundTruth.cam_R_m2c, translation: [x, y, z] as const },
          },
        ],
      },
    };
  });
  return {
    name: 'behavior',
    split: 'train',
    width: side,
    height: side,
    objects: [cubesatModel()],
    samples: rendered.map(({ sample }) => sample),
    hash: 'fixed',
    pixels: (index) => Promise.resolve(rendered[index].pixels),
  };
}

function cubesatModel(): ObjectModel {
  const { positions, triangles } = buildCubesat();
  const { low, high, diameter } = measureExtent(positions);
  return {
    id: CUBESAT_ID,
    name: 'cubesat',
    diameter,
    corners: boxCorners(low, high),
    points: positions,
    triangles,
    symmetries: [{ rotation: identityRotation, translation: [0, 0, 0] }],
  };
}
