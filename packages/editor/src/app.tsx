import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { queryClient } from './api/query-client.ts';
import { router } from './routes.tsx';
import { LiveRegions } from './shell/LiveRegions.tsx';
import { Toasts } from './shell/Toasts.tsx';
import { theme, themeVariables } from './tokens.ts';

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={themeVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toasts />
        <LiveRegions />
      </QueryClientProvider>
    </MantineProvider>
  );
}
