import type { ObjectModel } from '../../datasets/poseDataset';
import type { Camera } from '../../geometry/camera';
import type { Pose } from '../../geometry/pose';
import type { Mesh } from '../../meshes/mesh';
import { Renderer } from '../../meshes/renderer/renderer';
import { prepareMesh } from '../../meshes/renderer/renderMesh';
import { imageGallery } from './imageGallery';
import type { Overlay } from './imageOverlay';
import { overlayColors } from '../figures/palette';
import { poseAxes, poseBox } from './poseOverlay';

/** An object where it is said to be. */
export interface PosedObject {
  readonly object: ObjectModel;
  readonly mesh: Mesh;
  readonly pose: Pose;
}

/** Smallest width of a picture, px; smaller images are enlarged by a whole factor. */
const smallestWidth = 480;

/**
 * Draws objects over an image under their poses: box, axes half as long as the diameter, and the outline of the mesh. What does
 * not lie in front of the camera is not drawn.
 * @param image - [H, W, 3] RGB bytes
 * @returns a PNG
 */
export async function posePicture(
  image: Uint8Array,
  camera: Camera,
  posed: readonly PosedObject[],
): Promise<Buffer> {
  const { width, height } = camera;
  const overlays = posed.flatMap(({ object, mesh, pose }): Overlay[] => {
    const box = poseBox(camera, pose, object, { color: overlayColors.prediction });
    const axes = poseAxes(camera, pose, object.diameter / 2);
    if (box === null) return [];
    return [outlineOf(mesh, pose, camera), box, ...(axes === null ? [] : [axes])];
  });
  const draft = await imageGallery({
    title: 'Predicted poses',
    caption: '',
    tiles: [{ image, width, height, overlays }],
    tileWidth: width * Math.max(1, Math.ceil(smallestWidth / width)),
    legend: [
      { label: 'box', color: overlayColors.prediction },
      { label: 'outline of the mesh', color: overlayColors.vote },
    ],
  });
  return draft.png;
}

function outlineOf(mesh: Mesh, pose: Pose, { matrix, width, height }: Camera): Overlay {
  const renderer = new Renderer(width, height, 1);
  const instances = [{ mesh: prepareMesh(mesh), pose, instance: 1 }];
  const { instanceMap } = renderer.renderGeometry(matrix, instances);
  return { kind: 'mask', map: instanceMap, value: 1, color: overlayColors.vote, outlined: true };
}
