import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../common/errors';
import { parseMtl } from './mtlReader';
import { parseObj } from './objReader';

const obj = (...lines: string[]) => parseObj(Buffer.from(lines.join('\n')), 'mesh.obj');
const corners = ['v 0 0 0', 'v 1 0 0', 'v 1 1 0', 'v 0 1 0'];

describe('OBJ', () => {
  it('splits polygons, counts from the end, and shares corners with the same numbers', () => {
    const { parts } = obj('# made by hand', 'o plate', ...corners, 'vn 0 0 2', 'f 1//1 2//1 3//1 -1//-1');
    expect(parts).toHaveLength(1);
    const [{ material, mesh }] = parts;
    expect(material).toBeUndefined();
    expect([...mesh.triangles]).toEqual([0, 1, 2, 0, 2, 3]);
    expect([...mesh.positions]).toEqual([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0]);
    expect([...mesh.normals!]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]);
    expect(mesh).not.toHaveProperty('textureCoordinates');
  });

  it('keeps colors, texture coordinates and a part a material', () => {
    const { parts, materialFiles } = obj(
      'mtllib my paint.mtl',
      ...corners.map((line, index) => `${line} ${index / 3} 0.5 1`),
      'vt 0 0',
      'vt 0.5 0.25 0',
      'usemtl a',
      'f 1/1 2/2 3/1',
      'usemtl b',
      'f 1/1 3/2 4/2',
      'usemtl a',
      'f 2/2 3/1 \\',
      '4/1',
    );
    expect(materialFiles).toEqual(['my paint.mtl']);
    expect(parts.map(({ material, mesh }) => [material, mesh.triangles.length])).toEqual([
      ['a', 6],
      ['b', 3],
    ]);
    expect([...parts[1].mesh.colors!]).toEqual([0, 128, 255, 170, 128, 255, 255, 128, 255]);
    expect([...parts[1].mesh.textureCoordinates!]).toEqual([0, 0, 0.5, 0.25, 0.5, 0.25]);
  });

  it('is a set of points where it has no face', () => {
    expect(obj(...corners).parts[0].mesh.triangles).toHaveLength(0);
  });

  it.each([
    ['a word for a number', ['v 0 0 zero'], /line 1: found "v 0 0 zero"; expected 3 to 6 numbers/],
    ['a hexadecimal number', ['v 0 0 0x1'], /line 1/],
    ['a vertex that comes later', ['v 0 0 0', 'f 1 2 3'], /line 2: found vertex 2; expected 1 to 1/],
    ['vertex 0', [...corners, 'f 0 1 2'], /vertex 0/],
    ['two corners', [...corners, 'f 1 2'], /a face of 2 corners/],
    ['corners of two kinds', [...corners, 'vn 0 0 1', 'f 1 2//1 3'], /found "2\/\/1"/],
    ['a cut corner', [...corners, 'vn 0 0 1', 'f 1/ 2/ 3/'], /found "1\/"/],
    ['a color beyond its range', ['v 0 0 0 2 0 0'], /x y z r g b from 0 to 1/],
    ['vertices of two kinds', ['v 0 0 0', 'v 0 0 0 1 0 0'], /line 2: .* all vertices alike/],
    ['free-form surfaces', ['cstype bezier'], /a line of an OBJ mesh/],
    ['nothing', ['# empty'], /no vertex/],
  ])('refuses %s', (_, lines, message) => {
    expect(() => obj(...lines)).toThrow(message);
    expect(() => obj(...lines)).toThrow(DatasetError);
  });
});

describe('MTL', () => {
  const mtl = (...lines: string[]) => parseMtl(Buffer.from(lines.join('\n')), 'paint.mtl');

  it('gives colors and images by name', () => {
    const materials = mtl('newmtl a', 'Ns 10', 'Kd 1 0.5 0', 'newmtl b c', 'map_Kd my image.png');
    expect([...materials]).toEqual([
      ['a', { color: [1, 0.5, 0], textureFile: undefined }],
      ['b c', { color: undefined, textureFile: 'my image.png' }],
    ]);
  });

  it.each([
    ['a color without a material', ['Kd 1 1 1'], /line 1: .* "newmtl NAME" first/],
    ['a color of two numbers', ['newmtl a', 'Kd 1 1'], /line 2/],
    ['a material twice', ['newmtl a', 'newmtl a'], /line 2: found material "a"/],
    ['a moved texture', ['newmtl a', 'map_Kd -o 0.5 0.5 a.png'], /without options/],
    ['another line', ['newmtl a', 'Kq 1'], /a line of a material/],
  ])('refuses %s', (_, lines, message) => {
    expect(() => mtl(...lines)).toThrow(message);
  });
});
