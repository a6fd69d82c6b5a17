import type { Camera } from '../../geometry/camera';
import type { Vector3 } from '../../geometry/pose';
import { buildCubesat, CUBESAT_SIDE } from '../../meshes/cubesat/cubesatMesh';
import { boxCorners } from '../../geometry/boxCorners';
import { measureExtent } from '../../meshes/meshExtent';
import type { Light, Material } from '../../meshes/renderer/light';
import { Renderer } from '../../meshes/renderer/renderer';
import { prepareMesh, type RenderMesh } from '../../meshes/renderer/renderMesh';
import type { WrittenImage } from '../bop/bopSceneWriter';
import type { Split } from '../poseDataset';
import { chooseDepthScale } from '../rendered/setFiles';
import type { SwissCubeMiniConfiguration } from './configuration';
import { addEarth } from './earthView';
import { imageRandom } from './imageSeed';
import { sampleScene, type SpaceScene } from './scene';
import { Sensor } from './sensor';
import { liesInImage, measureMask, SilhouetteMeter, type Silhouette } from '../rendered/silhouette';
import { addStars } from './starField';
import { addGlare, hasGlare } from './sunGlare';
import { viewRays } from '../rendered/viewRays';

/** BOP id of the cubesat. */
export const CUBESAT_ID = 1;

const cubesatMaterial: Material = { ambient: 1, diffuse: 1, specular: 0.22, shininess: 22 };

/** Renders the images of a SwissCube-mini set, each from its split and number alone. */
export class SwissCubeMiniRenderer {
  readonly camera: Camera;
  /** mm that one step of the depth images stands for */
  readonly depthScale: number;
  private readonly mesh: RenderMesh;
  private readonly corners: readonly Vector3[];
  private readonly renderer: Renderer;
  private readonly silhouettes: SilhouetteMeter;
  private readonly sensor: Sensor;
  private readonly rays: Float32Array;
  private readonly sky: Float32Array;
  private readonly image: Uint8Array;

  constructor(private readonly configuration: SwissCubeMiniConfiguration) {
    const { width, height, focalLength, supersampling, blur, sensorNoise } = configuration;
    this.camera = {
      matrix: [focalLength, 0, (width - 1) / 2, 0, focalLength, (height - 1) / 2, 0, 0, 1],
      width,
      height,
    };
    const cubesat = buildCubesat();
    const { low, high, diameter } = measureExtent(cubesat.positions);
    this.mesh = prepareMesh(cubesat, cubesatMaterial);
    this.corners = boxCorners(low, high);
    this.depthScale = chooseDepthScale(CUBESAT_SIDE * configuration.distance.maximum + diameter);
    this.renderer = new Renderer(width, height, supersampling);
    this.silhouettes = new SilhouetteMeter(this.camera);
    this.sensor = new Sensor(width, height, blur, sensorNoise);
    this.rays = viewRays(this.camera.matrix, width, height);
    this.sky = new Float32Array(3 * width * height);
    this.image = new Uint8Array(3 * width * height);
  }

  /** @returns the image; its arrays are the renderer's own and valid until the next call */
  render(split: Split, index: number): WrittenImage {
    const random = imageRandom(this.configuration.seed, split, index);
    const scene = sampleScene(random, this.configuration);
    this.sky.fill(0);
    addStars(random, this.sky, this.camera.width, this.camera.height);
    if (hasGlare(scene.sun)) addGlare(scene.sun, this.rays, this.sky, false);
    addEarth(random, scene, this.rays, this.camera.width, this.sky);
    const { color, depth, instanceMap } = this.renderer.render({
      matrix: this.camera.matrix,
      instances: [{ mesh: this.mesh, pose: scene.pose, instance: 1 }],
      lights: sceneLights(scene),
      background: this.sky,
    });
    if (hasGlare(scene.sun)) addGlare(scene.sun, this.rays, color, true);
    this.sensor.expose(random, color, this.image);
    return this.annotate(scene, depth, instanceMap);
  }

  private annotate({ pose }: SpaceScene, depth: Float32Array, mask: Uint8Array): WrittenImage {
    const { width, height, matrix } = this.camera;
    const visible = measureMask(mask, width);
    const whole: Silhouette = liesInImage(this.corners, pose, this.camera)
      ? visible
      : this.silhouettes.measure(this.mesh, pose);
    return {
      width,
      height,
      image: this.image,
      depth,
      camera: { cam_K: matrix, depth_scale: this.depthScale },
      instances: [
        {
          groundTruth: { cam_R_m2c: pose.rotation, cam_t_m2c: pose.translation, obj_id: CUBESAT_ID },
          info: {
            bbox_obj: whole.box,
            bbox_visib: visible.box,
            px_count_all: whole.pixelCount,
            px_count_valid: visible.pixelCount,
            px_count_visib: visible.pixelCount,
            visib_fract: whole.pixelCount === 0 ? 0 : visible.pixelCount / whole.pixelCount,
          },
          mask,
          visibleMask: mask,
        },
      ],
    };
  }
}

/** Hard sunlight, soft light of the day side of the Earth, and a fill. */
function sceneLights({ sun, earth, exposure, fill }: SpaceScene): Light[] {
  const dayShare = Math.max(0, -(sun[0] * earth[0] + sun[1] * earth[1] + sun[2] * earth[2]));
  const earthshine = exposure * (0.03 + 0.22 * dayShare);
  return [
    { kind: 'directional', direction: sun, color: [exposure, 0.97 * exposure, 0.91 * exposure] },
    { kind: 'hemisphere', direction: earth, color: [0.7 * earthshine, 0.85 * earthshine, earthshine] },
    { kind: 'ambient', color: [fill, fill, fill] },
  ];
}
