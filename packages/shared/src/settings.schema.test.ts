import { describe, expect, it } from 'vitest';
import { parseSettings } from './settings.schema.ts';

describe('settings', () => {
  it('start with the defaults of the contract where the environment says nothing', () => {
    expect(parseSettings({ PORT: '' })).toMatchObject({
      port: 4400,
      host: '127.0.0.1',
      publicUrl: null,
      dataDir: '.sista',
      role: 'all',
      allowPrivateTargets: false,
      workerConcurrency: 64,
      retentionDays: 30,
      logLevel: 'info',
      metricsPort: null,
    });
  });

  it.each([
    [{ PORT: 'http' }, 'PORT is "http". Allowed: a port from 0 to 65535.'],
    [{ PORT: '70000' }, 'PORT is "70000". Allowed: a port from 0 to 65535.'],
    [{ SISTA_ROLE: 'boss' }, 'SISTA_ROLE is "boss". Allowed: all, server or worker.'],
    [{ PUBLIC_URL: 'https://a.example/path' }, 'PUBLIC_URL is "https://a.example/path".'],
    [{ PUBLIC_URL: 'ftp://a.example' }, 'PUBLIC_URL is "ftp://a.example".'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud".'],
    [{ SISTA_ALLOW_PRIVATE_TARGETS: 'yes please' }, 'SISTA_ALLOW_PRIVATE_TARGETS is "yes please".'],
    [{ SISTA_TRUSTED_PROXIES: 'gateway' }, 'SISTA_TRUSTED_PROXIES is "gateway".'],
    [{ SISTA_WORKER_CONCURRENCY: '0' }, 'SISTA_WORKER_CONCURRENCY is "0".'],
    [{ SISTA_RETENTION_DAYS: '-1' }, 'SISTA_RETENTION_DAYS is "-1".'],
    [{ METRICS_PORT: 'x' }, 'METRICS_PORT is "x".'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'x' }, 'OTEL_EXPORTER_OTLP_ENDPOINT is "x".'],
  ])('name the variable, its value and what is allowed: %o', (environment, sentence) => {
    expect(() => parseSettings(environment)).toThrow(sentence);
  });

  it.each([
    ['SISTA_BOOTSTRAP_API_KEY', 'sk_tooshort'],
    ['SISTA_ENCRYPTION_KEY', 'c2hvcnQ='],
    ['DATABASE_URL', 'mysql://u:hunter2@h/d'],
  ])('never repeat the value of the secret %s', (name, value) => {
    expect(() => parseSettings({ [name]: value })).toThrow(
      `${name} has a value that cannot be used. Allowed: `,
    );
    expect(() => parseSettings({ [name]: value })).not.toThrow(value);
  });

  it('take lists of private targets and drop the slash at the end of the public address', () => {
    const settings = parseSettings({
      SISTA_ALLOW_PRIVATE_TARGETS: '10.0.0.0/8, crm.internal',
      PUBLIC_URL: 'https://flow.example.com/',
    });
    expect(settings.allowPrivateTargets).toEqual(['10.0.0.0/8', 'crm.internal']);
    expect(settings.publicUrl).toBe('https://flow.example.com');
  });
});
