import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// What the server answers itself; everything else is a page of the editor.
const serverPaths = ['/trpc', '/auth', '/api', '/in', '/form', '/catch', '/approve', '/live', '/docs'];

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['browser', 'module', 'development|production'] },
  build: {
    outDir: 'dist/web',
    target: 'es2023',
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 3 },
            {
              name: 'ui',
              test: /node_modules[\\/](@mantine|@floating-ui|react-remove-scroll|clsx)/,
              priority: 2,
            },
            { name: 'data', test: /node_modules[\\/](@tanstack|@trpc)/, priority: 1 },
            { name: 'canvas', test: /node_modules[\\/](@xyflow|d3-)/, priority: 1 },
            { name: 'expression', test: /node_modules[\\/](jsonata|re2js)/, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: Object.fromEntries(serverPaths.map((path) => [path, 'http://127.0.0.1:4400'])) },
});
