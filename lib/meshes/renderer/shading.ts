import type { Light, Material } from './light';
import { PLANE_STRIDE, VERTEX_STRIDE, type ScreenTriangles } from './screenTriangles';
import { sampleTexture, type TexturePyramid } from './texturePyramid';

const texel = new Float64Array(3);

/**
 * Color of a triangle at a pixel: perspective-correct normal, color and texture, then Phong's reflection.
 * Surfaces seen from behind are lit as if seen from the front.
 * @param x - px, anywhere in the triangle
 * @param y - px
 * @param color - [3] receives linear RGB, which a highlight may take above 1
 */
export function shadePixel(
  triangles: ScreenTriangles,
  triangle: number,
  x: number,
  y: number,
  material: Material,
  texture: TexturePyramid | undefined,
  lights: readonly Light[],
  color: Float64Array,
): void {
  const { planes, vertices, corners } = triangles;
  const plane = PLANE_STRIDE * triangle;
  const dx = x - planes[plane];
  const dy = y - planes[plane + 1];
  const w = planes[plane + 2] + planes[plane + 3] * dx + planes[plane + 4] * dy;
  const second = (planes[plane + 5] * dx + planes[plane + 6] * dy) / w;
  const third = (planes[plane + 7] * dx + planes[plane + 8] * dy) / w;
  const first = 1 - second - third;
  const a = VERTEX_STRIDE * corners[3 * triangle];
  const b = VERTEX_STRIDE * corners[3 * triangle + 1];
  const c = VERTEX_STRIDE * corners[3 * triangle + 2];

  let red = first * vertices[a + 6] + second * vertices[b + 6] + third * vertices[c + 6];
  let green = first * vertices[a + 7] + second * vertices[b + 7] + third * vertices[c + 7];
  let blue = first * vertices[a + 8] + second * vertices[b + 8] + third * vertices[c + 8];
  if (texture !== undefined) {
    const u = first * vertices[a + 9] + second * vertices[b + 9] + third * vertices[c + 9];
    const v = first * vertices[a + 10] + second * vertices[b + 10] + third * vertices[c + 10];
    sampleTexture(texture, u, v, planes[plane + 9] - 1.5 * Math.log2(w), texel);
    red *= texel[0];
    green *= texel[1];
    blue *= texel[2];
  }

  const px = first * vertices[a] + second * vertices[b] + third * vertices[c];
  const py = first * vertices[a + 1] + second * vertices[b + 1] + third * vertices[c + 1];
  const pz = first * vertices[a + 2] + second * vertices[b + 2] + third * vertices[c + 2];
  let nx = first * vertices[a + 3] + second * vertices[b + 3] + third * vertices[c + 3];
  let ny = first * vertices[a + 4] + second * vertices[b + 4] + third * vertices[c + 4];
  let nz = first * vertices[a + 5] + second * vertices[b + 5] + third * vertices[c + 5];
  const facing = nx * px + ny * py + nz * pz > 0 ? -1 : 1;
  const scale = facing / Math.sqrt(nx * nx + ny * ny + nz * nz || 1);
  nx *= scale;
  ny *= scale;
  nz *= scale;
  const distance = Math.sqrt(px * px + py * py + pz * pz);

  let litRed = 0;
  let litGreen = 0;
  let litBlue = 0;
  let shineRed = 0;
  let shineGreen = 0;
  let shineBlue = 0;
  for (const light of lights) {
    if (light.kind === 'ambient' || light.kind === 'hemisphere') {
      const share =
        light.kind === 'ambient'
          ? material.ambient
          : (material.ambient *
              (1 + nx * light.direction[0] + ny * light.direction[1] + nz * light.direction[2])) /
            2;
      litRed += share * light.color[0];
      litGreen += share * light.color[1];
      litBlue += share * light.color[2];
      continue;
    }
    let lx: number;
    let ly: number;
    let lz: number;
    if (light.kind === 'directional') {
      [lx, ly, lz] = light.direction;
    } else {
      lx = light.position[0] - px;
      ly = light.position[1] - py;
      lz = light.position[2] - pz;
      const length = Math.sqrt(lx * lx + ly * ly + lz * lz || 1);
      lx /= length;
      ly /= length;
      lz /= length;
    }
    const incidence = nx * lx + ny * ly + nz * lz;
    if (incidence <= 0) continue;
    const share = material.diffuse * incidence;
    litRed += share * light.color[0];
    litGreen += share * light.color[1];
    litBlue += share * light.color[2];
    if (material.specular > 0) {
      // Cosine between the mirrored light and the direction to the camera.
      const mirrored =
        -((2 * incidence * nx - lx) * px + (2 * incidence * ny - ly) * py + (2 * incidence * nz - lz) * pz) /
        distance;
      if (mirrored > 0) {
        const shine = material.specular * Math.pow(mirrored, material.shininess);
        shineRed += shine * light.color[0];
        shineGreen += shine * light.color[1];
        shineBlue += shine * light.color[2];
      }
    }
  }
  color[0] = red * litRed + shineRed;
  color[1] = green * litGreen + shineGreen;
  color[2] = blue * litBlue + shineBlue;
}
