import { WebIO, type Document, type Node, type Primitive } from '@gltf-transform/core';
import { causeText } from '../../common/causeText';
import { DatasetError } from '../../common/errors';
import type { MeshPart } from '../meshPart';
import { checkGlb, glbError } from './glbContainer';
import { readPrimitive } from './glbPrimitive';

/** glTF measures in meters. */
export const MILLIMETERS_PER_GLTF_UNIT = 1000;

/**
 * Reads a GLB mesh: the triangles of all nodes of its scene at their places, with normals, vertex colors, the materials'
 * base colors and their images. Animations, skins and other maps are passed over; compressed data are refused.
 * @param source - file name for errors
 * @param millimeters - length of the file's unit
 * @returns parts in mm, one a primitive
 * @throws DatasetError naming the byte or the field at fault
 */
export async function parseGlb(
  bytes: Uint8Array,
  source: string,
  millimeters = MILLIMETERS_PER_GLTF_UNIT,
): Promise<MeshPart[]> {
  checkGlb(bytes, source);
  const content = await readContent(bytes, source);
  try {
    const parts = sceneNodes(content).flatMap((node) =>
      primitivesOf(node).map((primitive) => readPrimitive(primitive, node, millimeters, source)),
    );
    if (parts.length > 0) return parts;
  } catch (cause) {
    throw cause instanceof DatasetError ? cause : glbError(source, 'meshes', causeText(cause), 'triangles');
  }
  throw glbError(source, 'meshes', 'no triangle', 'a scene with a mesh');
}

async function readContent(bytes: Uint8Array, source: string): Promise<Document> {
  try {
    return await new WebIO().readBinary(bytes);
  } catch (cause) {
    throw glbError(source, '(whole file)', causeText(cause), 'a GLB file');
  }
}

function sceneNodes(content: Document): Node[] {
  const root = content.getRoot();
  const scene = root.getDefaultScene() ?? root.listScenes().at(0);
  const nodes: Node[] = [];
  scene?.traverse((node) => nodes.push(node));
  return nodes;
}

function primitivesOf(node: Node): Primitive[] {
  return node.getMesh()?.listPrimitives() ?? [];
}
