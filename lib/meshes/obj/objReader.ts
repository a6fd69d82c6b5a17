import type { Mesh } from '../mesh';
import { ObjPartBuilder } from './objPartBuilder';
import { parseFace } from './objFace';
import type { ObjVertices } from './objVertices';
import { lineError, numbersOf, textLines, type TextLine } from './textLines';

/** The faces of one material. */
export interface ObjPart {
  readonly material: string | undefined;
  readonly mesh: Mesh;
}

/** A mesh as its OBJ file says; materials are other files. */
export interface ObjContent {
  /** In the order in which their materials are first used */
  readonly parts: readonly ObjPart[];
  /** Names of `mtllib` lines */
  readonly materialFiles: readonly string[];
}

/** Groups and smoothing say nothing of the surface; points and lines are none. */
const passedOver = new Set(['g', 'o', 's', 'l', 'p']);

/**
 * Reads a Wavefront OBJ mesh: vertices with or without colors (0 to 1), texture coordinates and normals, polygons, which
 * are split into fans, numbers from the end, materials. Free-form surfaces are refused.
 * @param source - file name for errors
 * @throws DatasetError naming the line at fault
 */
export function parseObj(bytes: Uint8Array, source: string): ObjContent {
  const vertices: ObjVertices = { positions: [], colors: [], textureCoordinates: [], normals: [] };
  const builders = new Map<string | undefined, ObjPartBuilder>();
  const materialFiles: string[] = [];
  let material: string | undefined;
  for (const line of textLines(bytes)) {
    switch (line.words[0]) {
      case 'v':
        readVertex(line, vertices, source);
        break;
      case 'vt':
        readTextureCoordinates(line, vertices, source);
        break;
      case 'vn':
        vertices.normals.push(...readNumbers(line, 3, 3, source));
        break;
      case 'f': {
        const builder = builders.get(material) ?? new ObjPartBuilder(vertices);
        builders.set(material, builder);
        builder.addFace(parseFace(line, vertices, source));
        break;
      }
      case 'usemtl':
        material = line.rest;
        break;
      case 'mtllib':
        materialFiles.push(line.rest);
        break;
      default:
        if (!passedOver.has(line.words[0])) {
          throw lineError(source, line.number, `"${line.words.join(' ')}"`, 'a line of an OBJ mesh');
        }
    }
  }
  if (vertices.positions.length === 0) throw lineError(source, 1, 'no vertex', 'lines such as "v 0 0 0"');
  const parts = [...builders].map(([name, builder]) => ({ material: name, mesh: builder.build() }));
  if (parts.length > 0) return { parts, materialFiles };
  const positions = Float64Array.from(vertices.positions);
  return {
    parts: [{ material: undefined, mesh: { positions, triangles: new Uint32Array(0) } }],
    materialFiles,
  };
}

/** A color follows the position; a fourth number alone is a weight, which plain surfaces have as 1. */
function readVertex(line: TextLine, { positions, colors }: ObjVertices, source: string): void {
  const [x, y, z, ...others] = readNumbers(line, 3, 6, source);
  const isColor = others.length === 3 && others.every((value) => value >= 0 && value <= 1);
  const isFirst = positions.length === 0;
  const isLikeOthers = isFirst || colors.length > 0 === isColor;
  if ((others.length === 1 && others[0] === 1) || others.length === 0 || isColor) {
    if (!isLikeOthers) {
      throw lineError(
        source,
        line.number,
        `${others.length} numbers after the position`,
        'all vertices alike',
      );
    }
    positions.push(x, y, z);
    colors.push(...(isColor ? others.map((value) => Math.round(255 * value)) : []));
    return;
  }
  throw lineError(
    source,
    line.number,
    `"${line.words.join(' ')}"`,
    'x y z, x y z 1, or x y z r g b from 0 to 1',
  );
}

/** The third number is the depth in a solid texture. */
function readTextureCoordinates(line: TextLine, { textureCoordinates }: ObjVertices, source: string): void {
  const [u, v] = readNumbers(line, 2, 3, source);
  textureCoordinates.push(u, v);
}

function readNumbers(line: TextLine, fewest: number, most: number, source: string): number[] {
  const values = numbersOf(line.words.slice(1));
  if (values !== undefined && values.length >= fewest && values.length <= most) return values;
  const expected = fewest === most ? `${fewest} numbers` : `${fewest} to ${most} numbers`;
  throw lineError(source, line.number, `"${line.words.join(' ')}"`, expected);
}
