import type { z } from 'zod';
import { deliveryDead } from '../event-types/delivery-dead.event.ts';
import { employeeArchived, employeeHired, employeeUpdated } from '../event-types/employee.event.ts';
import { errorDetected } from '../event-types/error-detected.event.ts';
import { runCompleted, runFailed } from '../event-types/run.event.ts';
import { scheduleCompleted, scheduleFired, scheduleMissed } from '../event-types/schedule.event.ts';
import { secretRotated } from '../event-types/secret-rotated.event.ts';
import { taskCompleted, taskFailed } from '../event-types/task.event.ts';
import type { AnyEventDefinition } from './define-event.ts';

/** Every type whose fact exists. A type stands here from the change on that emits it. */
export const eventCatalogue = {
  'task.completed': taskCompleted,
  'task.failed': taskFailed,
  'employee.hired': employeeHired,
  'employee.updated': employeeUpdated,
  'employee.archived': employeeArchived,
  'run.completed': runCompleted,
  'run.failed': runFailed,
  'schedule.fired': scheduleFired,
  'schedule.completed': scheduleCompleted,
  'schedule.missed': scheduleMissed,
  'delivery.dead': deliveryDead,
  'secret.rotated': secretRotated,
  'error.detected': errorDetected,
} as const satisfies Record<string, AnyEventDefinition>;

export type FactType = keyof typeof eventCatalogue;
/** What whoever makes the fact hands over: everything of `data` but `summary` and `url`. */
export type FactFields<Type extends FactType> = z.output<(typeof eventCatalogue)[Type]['fields']>;

/** Types that are recorded only where somebody takes them: every run would raise one. */
export const onlyWhenWanted: ReadonlySet<string> = new Set<FactType>(['run.completed']);
