import type { ModelSymmetries } from '../../geometry/symmetries';
import type { Mesh } from '../mesh';

/** A thing of daily use, made here; always the same. The object's frame has z upward, mm. */
export interface HouseholdObject {
  readonly name: string;
  readonly mesh: Mesh;
  /** Motions under which shape and paint look the same; none where absent */
  readonly symmetries?: ModelSymmetries;
}
