import { birdhouse } from './birdhouse';
import { bottle } from './bottle';
import { cup } from './cup';
import { drill } from './drill';
import { eggBox } from './eggBox';
import type { HouseholdObject } from './householdObject';
import { teaTin } from './teaTin';
import { truck } from './truck';
import { wateringCan } from './wateringCan';

/** @returns eight objects, three of them symmetric: egg box, tea tin and bottle */
export function buildHousehold(): HouseholdObject[] {
  return [truck(), wateringCan(), cup(), drill(), birdhouse(), eggBox(), teaTin(), bottle()];
}
