import type { Random } from '../../common/random';
import { boxCorners } from '../../geometry/boxCorners';
import type { Camera } from '../../geometry/camera';
import type { Pose, Vector3 } from '../../geometry/pose';
import { buildHousehold } from '../../meshes/household/household';
import { measureExtent } from '../../meshes/meshExtent';
import { encodeLinear } from '../../meshes/renderer/colorSpace';
import type { Material } from '../../meshes/renderer/light';
import { Renderer } from '../../meshes/renderer/renderer';
import { prepareMesh, type RenderMesh } from '../../meshes/renderer/renderMesh';
import type { WrittenImage, WrittenInstance } from '../bop/bopSceneWriter';
import { chooseDepthScale } from '../rendered/setFiles';
import { liesInImage, measureMask, SilhouetteMeter } from '../rendered/silhouette';
import { viewRays } from '../rendered/viewRays';
import type { TableViewConfiguration } from './configuration';
import { PhotographicCamera } from './photographicCamera';
import type { Photographs } from './photographs';
import { drawPlainBackground } from './plainBackground';
import { sampleRoomLights } from './roomLights';
import { sampleTableScene, type Room, type TableScene } from './tableScene';

const paint: Material = { ambient: 1, diffuse: 1, specular: 0.12, shininess: 14 };
/** mm that a thing on the table may lie behind the point that the camera looks at */
const DEEPEST = 700;

interface Thing extends Room {
  readonly mesh: RenderMesh;
  readonly corners: readonly Vector3[];
}

/** What an image of the household shows. */
export interface TableView {
  /** BOP ids, from 1; the first stands in the middle */
  readonly objectIds: readonly number[];
  readonly lookAt: 'first' | 'all';
  /** A photograph, or a clean rendering before a plain background */
  readonly isReal: boolean;
}

/** Renders images of the household with their annotations. */
export class TableRenderer {
  readonly camera: Camera;
  /** mm that one step of the depth images stands for */
  readonly depthScale: number;
  private readonly things: readonly Thing[];
  private readonly renderer: Renderer;
  private readonly single: Renderer;
  private readonly silhouettes: SilhouetteMeter;
  private readonly photographicCamera: PhotographicCamera;
  private readonly rays: Float32Array;
  private readonly background: Float32Array;
  private readonly image: Uint8Array;

  constructor(
    private readonly configuration: TableViewConfiguration,
    private readonly photographs: Photographs,
  ) {
    const { width, height, focalLength, supersampling, distance } = configuration;
    this.camera = {
      matrix: [focalLength, 0, (width - 1) / 2, 0, focalLength, (height - 1) / 2, 0, 0, 1],
      width,
      height,
    };
    this.depthScale = chooseDepthScale(distance.maximum + DEEPEST);
    this.things = buildHousehold().map(({ mesh }) => {
      const { low, high } = measureExtent(mesh.positions);
      return { mesh: prepareMesh(mesh, paint), corners: boxCorners(low, high), low, high };
    });
    this.renderer = new Renderer(width, height, supersampling);
    this.single = new Renderer(width, height, 1);
    this.silhouettes = new SilhouetteMeter(this.camera);
    this.photographicCamera = new PhotographicCamera(width, height);
    this.rays = viewRays(this.camera.matrix, width, height);
    this.background = new Float32Array(3 * width * height);
    this.image = new Uint8Array(3 * width * height);
  }

  /** @returns the image; its pixels and depth are the renderer's own and valid until the next call */
  render(random: Random, { objectIds, lookAt, isReal }: TableView): WrittenImage {
    const { camera, configuration, background, image } = this;
    const things = objectIds.map((id) => this.things[id - 1]);
    const scene = sampleTableScene(random, configuration, things, lookAt);
    const surroundings = isReal
      ? this.photographs.take(random, this.rays, background)
      : drawPlainBackground(random, camera.width, background);
    const { color, depth, instanceMap } = this.renderer.render({
      matrix: camera.matrix,
      instances: things.map(({ mesh }, index) => ({ mesh, pose: scene.poses[index], instance: index + 1 })),
      lights: sampleRoomLights(random, scene.cameraRotation, surroundings),
      background,
    });
    if (isReal) this.photographicCamera.expose(random, color, image);
    else color.forEach((value, index) => (image[index] = Math.round(encodeLinear(value))));
    return {
      width: camera.width,
      height: camera.height,
      image,
      depth,
      camera: { cam_K: camera.matrix, depth_scale: this.depthScale },
      instances: this.annotate(objectIds, scene, instanceMap),
    };
  }

  /** Instances of which nothing would be in the image, even alone, are left out. */
  private annotate(
    objectIds: readonly number[],
    { poses }: TableScene,
    instanceMap: Uint8Array,
  ): WrittenInstance[] {
    return objectIds.flatMap((id, index) => {
      const mask = this.maskOf(this.things[id - 1], poses[index]);
      if (!mask.includes(1)) return [];
      return [
        this.instance(
          id,
          poses[index],
          mask,
          instanceMap.map((value) => Number(value === index + 1)),
        ),
      ];
    });
  }

  /** [H, W] 1 where the thing would be seen if it stood there alone */
  private maskOf({ mesh }: Thing, pose: Pose): Uint8Array {
    return this.single.renderGeometry(this.camera.matrix, [{ mesh, pose, instance: 1 }]).instanceMap.slice();
  }

  private instance(id: number, pose: Pose, mask: Uint8Array, visibleMask: Uint8Array): WrittenInstance {
    const { mesh, corners } = this.things[id - 1];
    const alone = measureMask(mask, this.camera.width);
    const visible = measureMask(visibleMask, this.camera.width);
    const whole = liesInImage(corners, pose, this.camera) ? alone : this.silhouettes.measure(mesh, pose);
    return {
      groundTruth: { cam_R_m2c: pose.rotation, cam_t_m2c: pose.translation, obj_id: id },
      info: {
        bbox_obj: whole.box,
        bbox_visib: visible.box,
        px_count_all: whole.pixelCount,
        px_count_valid: alone.pixelCount,
        px_count_visib: visible.pixelCount,
        visib_fract: visible.pixelCount / whole.pixelCount,
      },
      mask,
      visibleMask,
    };
  }
}
