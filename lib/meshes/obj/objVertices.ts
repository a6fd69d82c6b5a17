/** All vertices of the file, which faces name by number. */
export interface ObjVertices {
  /** [V, 3] */
  readonly positions: number[];
  /** [V, 3] bytes, or empty */
  readonly colors: number[];
  /** [T, 2] */
  readonly textureCoordinates: number[];
  /** [N, 3] */
  readonly normals: number[];
}
