import { useRouter } from '@tanstack/react-router';

/** Whether this build has a page at `/w/<workspace><path>`. */
export function useHasPage(): (path: string) => boolean {
  const router = useRouter();
  return (path) =>
    router
      .matchRoutes(`/w/any${path}`, {})
      .some((match) => match.routeId !== '/w/$workspace' && match.routeId.startsWith('/w/$workspace/'));
}
