/** What is compared. */
export type Workload =
  /** A webhook and nothing to do. */
  | 'accept'
  /** Webhook, `total > 100`, POST of order and total to the sink. */
  | 'whole';

/** A builder with a flow for each workload. */
export type System = {
  name: string;
  version: string;
  /** Starts it afresh. */
  start(sinkUrl: string): Promise<RunningSystem>;
};

export type RunningSystem = {
  /** Take the orders, and answer as soon as they have one. */
  urls: Record<Workload, string>;
  pid: number;
  stop(): Promise<void>;
};
