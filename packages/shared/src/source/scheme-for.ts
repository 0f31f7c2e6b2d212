import type { SourceDefinition } from './define-source.ts';
import type { AuthScheme } from './scheme.schema.ts';
import { configuredScheme, plainHmac, type TriggerConfig } from './trigger-config.ts';

/**
 * How a trigger's requests must prove themselves. `credentialType` is the type of its credential; undefined where
 * none is chosen, null where the chosen one is gone. Without a credential nothing is asked for, unless the trigger
 * itself says how: then every request is refused until there is one.
 */
export function schemeFor(
  source: Pick<SourceDefinition, 'scheme'>,
  config: Pick<TriggerConfig, 'auth' | 'scheme'>,
  credentialType: string | null | undefined,
): AuthScheme {
  if (source.scheme !== null) return credentialType === undefined ? { mode: 'none' } : source.scheme;
  const configured = configuredScheme(config);
  if (configured) return configured;
  if (credentialType === undefined) return { mode: 'none' };
  if (credentialType === 'bearer' || credentialType === 'basic' || credentialType === 'header')
    return { mode: credentialType };
  return plainHmac;
}
