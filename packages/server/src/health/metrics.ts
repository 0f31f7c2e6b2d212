import type { HealthVerbs } from '@sista/runtime';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** The figures of this process and of the installation in Prometheus' text form. */
export type Metrics = { contentType: string; text(): Promise<string> };

/** Everything is asked when somebody scrapes; nothing is measured on the way of a run. */
export function createMetrics(health: Pick<HealthVerbs, 'measure'>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const set = figures(registry);
  return {
    contentType: registry.contentType,
    async text() {
      set(await health.measure());
      return registry.metrics();
    },
  };
}

type Measures = Awaited<ReturnType<HealthVerbs['measure']>>;

function figures(registry: Registry): (measures: Measures) => void {
  const registers = [registry];
  const counter = (name: string, help: string, label: string) =>
    new Counter({ name, help, labelNames: [label], registers });
  const gauge = (name: string, help: string, label?: string) =>
    new Gauge({ name, help, labelNames: label ? [label] : [], registers });
  const accepted = counter('sista_accept_total', 'Requests kept by this process, by outcome', 'outcome');
  const runs = counter('sista_runs_total', 'Runs that ended in this process, by status', 'status');
  const slots = gauge('sista_slots_used', 'Jobs that this process works on, by lane', 'lane');
  const ready = gauge('sista_ready_jobs', 'Jobs that wait to be taken, by lane', 'lane');
  const timers = gauge('sista_timers', 'Timers that are set');
  const lag = gauge('sista_timer_lag_seconds', 'How late the most overdue timer is');
  const processes = gauge('sista_processes', 'Processes that live, by role', 'role');
  return (measures) => {
    setAll(accepted, 'outcome', measures.captures);
    setAll(runs, 'status', measures.runs);
    setAll(slots, 'lane', measures.slots);
    setAll(ready, 'lane', measures.readyJobs);
    timers.set(measures.timers);
    lag.set(measures.timerLagSeconds);
    const byRole = Object.groupBy(measures.processes, ({ role }) => role);
    setAll(
      processes,
      'role',
      Object.fromEntries(Object.entries(byRole).map(([role, list]) => [role, list?.length ?? 0])),
    );
  };
}

/** The counts are kept elsewhere, so the metric is written anew each time. */
function setAll(metric: Counter | Gauge, label: string, values: Readonly<Record<string, number>>): void {
  metric.reset();
  for (const [name, value] of Object.entries(values)) metric.inc({ [label]: name }, value);
}
