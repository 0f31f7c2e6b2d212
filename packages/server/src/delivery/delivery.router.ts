import {
  deliveryDetail,
  deliveryIdInput,
  deliveryListInput,
  deliveryPage,
} from '@sista/shared/delivery/delivery.schema';
import { procedure, router } from '../trpc/trpc.ts';
import { replayDelivery } from './replay-delivery.ts';

const tags = ['deliveries'];

export const deliveryRouter = router({
  list: procedure('delivery.read')
    .meta({ openapi: { method: 'GET', path: '/deliveries', tags, summary: 'List deliveries, newest first' } })
    .input(deliveryListInput)
    .output(deliveryPage)
    .query(({ ctx, input }) => ctx.runtime.deliveries.list(ctx.workspaceId, input)),
  get: procedure('delivery.read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/deliveries/{id}',
        tags,
        summary: 'Read a delivery with its attempts',
      },
    })
    .input(deliveryIdInput)
    .output(deliveryDetail)
    .query(({ ctx, input }) => ctx.runtime.deliveries.read(ctx.workspaceId, input.id)),
  replay: procedure('delivery.replay')
    .meta({ openapi: { method: 'POST', path: '/deliveries/{id}/replay', tags, summary: 'Deliver it again' } })
    .input(deliveryIdInput)
    .output(deliveryDetail)
    .mutation(({ ctx, input }) => replayDelivery(ctx, input)),
});
