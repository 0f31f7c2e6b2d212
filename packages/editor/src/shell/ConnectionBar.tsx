import { useSyncExternalStore } from 'react';
import classes from './WorkspaceShell.module.css';

function subscribe(onChange: () => void): () => void {
  window.addEventListener('online', onChange);
  window.addEventListener('offline', onChange);
  return () => {
    window.removeEventListener('online', onChange);
    window.removeEventListener('offline', onChange);
  };
}

/** Without a connection reading goes on from what is loaded, and drafts are kept on this device. */
export function ConnectionBar() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (online) return null;
  return (
    <div className={classes.offline} role="status">
      You are offline. What is loaded can be read, and changes to a flow are kept on this device.
    </div>
  );
}
