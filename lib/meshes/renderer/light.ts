import type { Vector3 } from '../../geometry/pose';

/** Linear RGB intensity; 1 lights a white surface that faces the light to full white. */
export type LightColor = Vector3;

/** A light in the camera's frame (x right, y down, z forward). */
export type Light =
  /** Hard: parallel rays, as of the Sun. `direction` is the unit vector from the surface to the light. */
  | { readonly kind: 'directional'; readonly direction: Vector3; readonly color: LightColor }
  /** Hard: rays from a point (mm), without falloff. */
  | { readonly kind: 'point'; readonly position: Vector3; readonly color: LightColor }
  /**
   * Soft: a glowing hemisphere around `direction` (unit), such as the lit Earth. A surface receives the share
   * (1 + cos angle) / 2 of it and has no highlight.
   */
  | { readonly kind: 'hemisphere'; readonly direction: Vector3; readonly color: LightColor }
  /** Soft: the same from all sides. */
  | { readonly kind: 'ambient'; readonly color: LightColor };

/** Phong reflection of a surface; its color comes from the mesh. */
export interface Material {
  /** Share of soft light that is reflected */
  readonly ambient: number;
  /** Share of hard light that is reflected in all directions */
  readonly diffuse: number;
  /** Share of hard light in the highlight */
  readonly specular: number;
  /** Exponent of the highlight: the larger, the sharper */
  readonly shininess: number;
}

/** Plain paint. */
export const mattMaterial: Material = { ambient: 1, diffuse: 1, specular: 0, shininess: 1 };
