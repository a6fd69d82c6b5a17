import type { OnnxAttribute, OnnxNode, OnnxTensor, OnnxType } from './onnxModel';

/** Collects the nodes and stored tensors of a graph, and names their values. */
export class GraphWriter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  private readonly stored = new Set<string>();
  private count = 0;

  /**
   * Adds an operator.
   * @returns the name of its first output
   */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    outputs: readonly string[] = [this.freshName(operator)],
  ): string {
    this.nodes.push({ operator, inputs, outputs, attributes });
    return outputs[0];
  }

  /** @returns a name that no value has */
  freshName(stem: string): string {
    return `value_${this.count++}_${stem}`;
  }

  /** Stores a tensor, once a name. */
  tensor(name: string, type: OnnxType, shape: readonly number[], bytes: Uint8Array): string {
    if (!this.stored.has(name)) this.initializers.push({ name, type, shape, bytes });
    this.stored.add(name);
    return name;
  }

  /** Stores float numbers, once a name. */
  floats(name: string, shape: readonly number[], values: ArrayLike<number>): string {
    return this.tensor(name, 'float', shape, new Uint8Array(Float32Array.from(values).buffer));
  }

  /** Stores a list of whole numbers, as operators take shapes and axes. */
  integers(values: readonly number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.tensor(`integers_${values.join('_')}`, 'int64', [values.length], bytes);
  }
}
