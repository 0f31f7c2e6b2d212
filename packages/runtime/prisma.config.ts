import { defineConfig } from 'prisma/config';

// Only `prisma generate` reads this; migrations are plain SQL files that the server applies itself. The command
// looks for a native schema engine although it never starts it, and would download one. Any existing file will
// do, so generating works without a network.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
process.env.CHECKPOINT_DISABLE ??= '1';

export default defineConfig({ schema: 'prisma/schema' });
