import type { Mesh } from './mesh';

/** A part of an object as its file says, painted with one image at most. */
export interface MeshPart {
  /** Without its texture */
  readonly mesh: Mesh;
  readonly image?: PartImage;
}

/** The image of a part: another file, by its name relative to the mesh's folder, or encoded bytes in the mesh's own. */
export type PartImage =
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly place: string };
