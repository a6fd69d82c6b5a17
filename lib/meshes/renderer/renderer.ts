import type { Camera } from '../../geometry/camera';
import type { Matrix3, Pose } from '../../geometry/pose';
import type { Light } from './light';
import { createVisibilityBuffer, rasterize, type VisibilityBuffer } from './rasterization';
import type { RenderMesh } from './renderMesh';
import { ScreenTriangles } from './screenTriangles';
import { shadePixel } from './shading';

/** A mesh in front of the camera. */
export interface RenderInstance {
  readonly mesh: RenderMesh;
  readonly pose: Pose;
  /** What the instance map says where it is seen, 1 to 255; parts of one object share their number */
  readonly instance: number;
}

/** What one rendering shows. */
export interface RenderScene {
  readonly matrix: Matrix3;
  readonly instances: readonly RenderInstance[];
  readonly lights: readonly Light[];
  /** [H, W, 3] linear RGB behind the objects; black where absent */
  readonly background?: Float32Array;
}

/** Views of the renderer's own memory: valid until its next rendering. */
export interface Rendering {
  /** [H, W, 3] linear RGB */
  readonly color: Float32Array;
  /** [H, W] z of the pixel center's ray, mm; 0 where nothing is */
  readonly depth: Float32Array;
  /** [H, W] instance at the pixel's center, 0 where nothing is */
  readonly instanceMap: Uint8Array;
}

/**
 * A software renderer for images of one size: z-buffer, perspective-correct attributes, Phong light, supersampling.
 * Depth and instances are those of the pixel centers, color is the mean over `supersampling` squared points a pixel.
 * Allocates in its constructor and when a scene has more triangles than any before.
 */
export class Renderer {
  private readonly triangles = new ScreenTriangles();
  private readonly centers: VisibilityBuffer;
  private readonly samples: VisibilityBuffer;
  private readonly color: Float32Array;
  private readonly depth: Float32Array;
  private readonly instanceMap: Uint8Array;
  private readonly shade = new Float64Array(3);

  /**
   * @param width - px
   * @param height - px
   * @param supersampling - points along each side of a pixel, from 1
   */
  constructor(
    readonly width: number,
    readonly height: number,
    readonly supersampling: number,
  ) {
    this.centers = createVisibilityBuffer(width, height);
    this.samples = createVisibilityBuffer(width * supersampling, height * supersampling);
    this.color = new Float32Array(3 * width * height);
    this.depth = new Float32Array(width * height);
    this.instanceMap = new Uint8Array(width * height);
  }

  /** Renders color, depth and instances. */
  render(scene: RenderScene): Rendering {
    const geometry = this.renderGeometry(scene.matrix, scene.instances);
    this.setUp(supersampledMatrix(scene.matrix, this.supersampling), scene.instances);
    rasterize(this.triangles, this.samples);
    this.resolve(scene);
    return { color: this.color, ...geometry };
  }

  /** Renders depth and instances only. */
  renderGeometry(
    matrix: Matrix3,
    instances: readonly RenderInstance[],
  ): Pick<Rendering, 'depth' | 'instanceMap'> {
    this.setUp(matrix, instances);
    rasterize(this.triangles, this.centers);
    const { inverseDepth, triangle } = this.centers;
    const { owner } = this.triangles;
    for (let pixel = 0; pixel < inverseDepth.length; pixel++) {
      const seen = inverseDepth[pixel] > 0;
      this.depth[pixel] = seen ? 1 / inverseDepth[pixel] : 0;
      this.instanceMap[pixel] = seen ? instances[owner[triangle[pixel]]].instance : 0;
    }
    return { depth: this.depth, instanceMap: this.instanceMap };
  }

  private setUp(matrix: Matrix3, instances: readonly RenderInstance[]): void {
    this.triangles.clear();
    instances.forEach(({ mesh, pose }, index) => this.triangles.add(mesh, pose, matrix, index));
  }

  /** Mean over a pixel's points of the surfaces' colors and the background. */
  private resolve({ instances, lights, background }: RenderScene): void {
    const { width, height, supersampling, samples, triangles, shade, color } = this;
    const weight = 1 / (supersampling * supersampling);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let red = 0;
        let green = 0;
        let blue = 0;
        let hits = 0;
        for (let row = y * supersampling; row < (y + 1) * supersampling; row++) {
          for (let column = x * supersampling; column < (x + 1) * supersampling; column++) {
            const point = row * samples.width + column;
            if (samples.inverseDepth[point] === 0) continue;
            const triangle = samples.triangle[point];
            const { mesh } = instances[triangles.owner[triangle]];
            shadePixel(triangles, triangle, column, row, mesh.material, mesh.texture, lights, shade);
            red += shade[0];
            green += shade[1];
            blue += shade[2];
            hits++;
          }
        }
        const pixel = 3 * (y * width + x);
        const behind = background === undefined ? 0 : 1 - hits * weight;
        color[pixel] = red * weight + (behind > 0 ? behind * background![pixel] : 0);
        color[pixel + 1] = green * weight + (behind > 0 ? behind * background![pixel + 1] : 0);
        color[pixel + 2] = blue * weight + (behind > 0 ? behind * background![pixel + 2] : 0);
      }
    }
  }
}

/** Intrinsic matrix of an image with `factor` points along each pixel side, centers again at whole coordinates. */
function supersampledMatrix(matrix: Matrix3, factor: number): Matrix3 {
  const shift = (factor - 1) / 2;
  return [
    factor * matrix[0],
    factor * matrix[1],
    factor * matrix[2] + shift,
    factor * matrix[3],
    factor * matrix[4],
    factor * matrix[5] + shift,
    matrix[6],
    matrix[7],
    matrix[8],
  ];
}

/** Depth (mm, 0 = nothing) of one mesh at a pose, [H, W]: for a single look; use {@link Renderer} for many. */
export function renderDepth(mesh: RenderMesh, pose: Pose, camera: Camera): Float32Array {
  const renderer = new Renderer(camera.width, camera.height, 1);
  return renderer.renderGeometry(camera.matrix, [{ mesh, pose, instance: 1 }]).depth;
}
