/** The door of the runtime: what the server may do with it. Ids are UUIDs. */
export type { Accepted, AcceptRequest, CaptureMeta, CaptureRow, DedupeKey } from './accept/accept.types.ts';
export type { CallbackAnswering, CallbackOutcome } from './callback/answer-callback.ts';
export { isCallbackKey } from './callback/callback-key.ts';
export type { CallbackRoute, CallbackVerbs } from './callback/callback-verbs.ts';
export type { RecordedCapture } from './capture/record-capture.ts';
export { type Clock, systemClock } from './clock.ts';
export { unseenSecret } from './delivery/signing-secret.ts';
export type { HiredVia } from './employee/hire-employee.ts';
export type { Asking } from './employee/verb-context.ts';
export type { EndpointVerbs } from './endpoint/endpoint-verbs.ts';
export type { FlowActivity } from './flow/flow-activity.ts';
export type { CancelRunsOrder, JobVerbs } from './job/job-verbs.ts';
export type { HealthVerbs, Measures } from './process/health-verbs.ts';
export type { ProcessView } from './process/process-row.ts';
export type { LiveFeed, RunVerbs } from './runtime-door.ts';
export { type Runtime, type RuntimeOptions, startRuntime } from './start-runtime.ts';
