import { lineError, numbersOf, textLines, type TextLine } from './textLines';

/** What an MTL file says of a material's color. */
export interface ObjMaterial {
  /** RGB, 0 to 1; undefined where only the texture colors it */
  readonly color: readonly [number, number, number] | undefined;
  /** Image's name relative to the file's folder */
  readonly textureFile: string | undefined;
}

type Draft = { -readonly [Key in keyof ObjMaterial]: ObjMaterial[Key] };

/** Shine, transparency and the other maps do not color a surface. */
const passedOver =
  /^(Ka|Ks|Ke|Kt|Tf|Ns|Ni|d|Tr|illum|sharpness|map_.*|bump|disp|decal|refl|norm|P[rmsc]|Pcr|aniso|anisor)$/;

/**
 * Reads a Wavefront material library: diffuse colors and their textures.
 * @param source - file name for errors
 * @returns materials by name
 * @throws DatasetError naming the line at fault
 */
export function parseMtl(bytes: Uint8Array, source: string): Map<string, ObjMaterial> {
  const materials = new Map<string, Draft>();
  let current: Draft | undefined;
  for (const line of textLines(bytes)) {
    const [keyword] = line.words;
    if (keyword === 'newmtl') {
      if (line.rest === '' || materials.has(line.rest)) {
        throw lineError(source, line.number, `material "${line.rest}"`, 'a name that stands there once');
      }
      current = { color: undefined, textureFile: undefined };
      materials.set(line.rest, current);
    } else if (current === undefined) {
      throw lineError(source, line.number, `"${line.words.join(' ')}"`, '"newmtl NAME" first');
    } else if (keyword === 'Kd') {
      current.color = readColor(line, source);
    } else if (keyword === 'map_Kd') {
      current.textureFile = readTextureFile(line, source);
    } else if (!passedOver.test(keyword)) {
      throw lineError(source, line.number, `"${line.words.join(' ')}"`, 'a line of a material');
    }
  }
  return materials;
}

function readColor(line: TextLine, source: string): readonly [number, number, number] {
  const values = numbersOf(line.words.slice(1));
  if (values?.length === 3 && values.every((value) => value >= 0 && value <= 1)) {
    return [values[0], values[1], values[2]];
  }
  throw lineError(source, line.number, `"${line.words.join(' ')}"`, 'Kd and three numbers from 0 to 1');
}

function readTextureFile({ number, rest }: TextLine, source: string): string {
  if (rest === '' || rest.startsWith('-')) {
    throw lineError(source, number, `"map_Kd ${rest}"`, 'the name of an image, without options');
  }
  return rest;
}
