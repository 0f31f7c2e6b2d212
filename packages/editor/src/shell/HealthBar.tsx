import { useQuery } from '@tanstack/react-query';
import { trpc } from '../api/trpc.ts';
import classes from './WorkspaceShell.module.css';

const askEveryMs = 30_000;

/** What will soon be missing on the machine of the installation: for whoever can do something about it. */
export function HealthBar() {
  const health = useQuery({ ...trpc.health.state.queryOptions(), refetchInterval: askEveryMs });
  return health.data?.warnings.map((warning) => (
    <div key={warning} className={classes.offline} role="status">
      {warning}
    </div>
  ));
}
