/** Numbers of an exported output for several images: [B, ...] in a row. */
export type NamedOutputs = Readonly<Record<string, Float32Array>>;

/**
 * Gives the outputs of an exported network the names that decoders know: `output.mask` is `mask`, and `output.0.logits`,
 * `output.1.logits`, .. are the `logits` of an image level after level.
 * @param count - images in each output
 */
export function outputsInARow(outputs: NamedOutputs, count: number): NamedOutputs {
  const groups = new Map<string, { level: number; values: Float32Array }[]>();
  for (const [name, values] of Object.entries(outputs)) {
    const [, level = '0', last = name] = /^output(?:\.(\d+))?\.(\w+)$/.exec(name) ?? [];
    groups.set(last, [...(groups.get(last) ?? []), { level: Number(level), values }]);
  }
  return Object.fromEntries(
    [...groups].map(([name, levels]) => {
      const parts = levels.sort((a, b) => a.level - b.level).map(({ values }) => values);
      return [name, parts.length === 1 ? parts[0] : levelsOfEachImage(parts, count)];
    }),
  );
}

/** [B, N1, ..], [B, N2, ..] -\> [B, N1 + N2, ..] */
function levelsOfEachImage(parts: readonly Float32Array[], count: number): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (let image = 0; image < count; image++) {
    for (const part of parts) {
      const length = part.length / count;
      joined.set(part.subarray(image * length, (image + 1) * length), offset);
      offset += length;
    }
  }
  return joined;
}
