import { CopyButton } from '../../ui/CopyButton.tsx';
import { useInspector } from '../inspector-context.ts';
import classes from './controls.module.css';

/** The address that starts this flow; it is given, not chosen. */
export function IngressUrlControl() {
  const { ingressUrl } = useInspector();
  if (!ingressUrl) return <p className={classes.hint}>This trigger has no address.</p>;
  return (
    <div className={classes.row}>
      <code style={{ overflowWrap: 'anywhere' }}>{ingressUrl}</code>
      <CopyButton text={ingressUrl} label="Copy the address" />
    </div>
  );
}
