/** An RGB image that a mesh is painted with. */
export interface Texture {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] bytes; the first row is v = 1 (top of the image) */
  readonly pixels: Uint8Array;
  /** Whether it goes on beyond its edges, as tiles do; else its edge does */
  readonly repeats?: boolean;
}

/** Triangles in the object's frame, in mm. */
export interface Mesh {
  /** [V, 3] */
  readonly positions: Float64Array;
  /** [T, 3] vertex numbers, counter-clockwise seen from outside */
  readonly triangles: Uint32Array;
  /** [V, 3] unit vectors */
  readonly normals?: Float64Array;
  /** [V, 3] RGB bytes */
  readonly colors?: Uint8Array;
  /** [V, 2], u to the right, v upward, both 0 to 1 */
  readonly textureCoordinates?: Float64Array;
  readonly texture?: Texture;
}
