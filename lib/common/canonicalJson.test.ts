import { expect, it } from 'vitest';
import { canonicalHash, canonicalJson, sha256 } from './canonicalJson';

it('writes equal objects as equal text, whatever the order of their keys', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 0.1 }], a: 'ü' })).toBe('{"a":"ü","b":[1,{"c":0.1,"d":null}]}');
  expect(canonicalHash({ b: 1, a: 2 })).toBe(canonicalHash({ a: 2, b: 1 }));
  expect(canonicalHash({ b: 1, a: [2] })).toBe(
    '63c9663de90ee828bbda6cd9acf02d0c653986c1ec25aa239920641edc9a1de5',
  );
  expect(canonicalHash({ b: 1, a: 2 })).not.toBe(canonicalHash({ a: 1, b: 2 }));
});

it.each([NaN, Infinity])('refuses %s, which JSON would turn into null', (value) => {
  expect(() => canonicalJson({ loss: [value] })).toThrow(TypeError);
});

it('hashes pieces as their concatenation', () => {
  expect(sha256('ab', Uint8Array.of(0x63))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
