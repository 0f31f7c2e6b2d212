import { ActionIcon, Tooltip } from '@mantine/core';
import { MiniMap, Panel, useReactFlow } from '@xyflow/react';
import { useState } from 'react';
import { IconFocus2, IconMap, IconMinus, IconPlus } from '../ui/icons.ts';
import type { CanvasStore } from './canvas-store.ts';
import classes from './FlowCanvas.module.css';

const mapFrom = 8;

/** Zoom, fit, and the minimap, which long flows show from the start. */
export function CanvasTools({ canvas }: { canvas: CanvasStore }) {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const [map, setMap] = useState(() => canvas.getState().nodes.length > mapFrom);
  const duration = window.matchMedia?.('(prefers-reduced-motion: reduce)').matches ? 0 : 200;
  const tools = [
    { label: 'Zoom in', icon: IconPlus, run: () => void zoomIn({ duration }) },
    { label: 'Zoom out', icon: IconMinus, run: () => void zoomOut({ duration }) },
    {
      label: 'Show the whole flow',
      icon: IconFocus2,
      run: () => void fitView({ padding: 0.18, maxZoom: 1, duration }),
    },
    { label: map ? 'Hide the small map' : 'Show the small map', icon: IconMap, run: () => setMap(!map) },
  ];
  return (
    <>
      <Panel position="bottom-left">
        <div className={classes.tools}>
          {tools.map(({ label, icon: Icon, run }) => (
            <Tooltip key={label} label={label}>
              <ActionIcon size={30} aria-label={label} onClick={run}>
                <Icon size={17} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          ))}
        </div>
      </Panel>
      {map && (
        <MiniMap
          pannable
          zoomable
          position="bottom-right"
          className={classes.map ?? ''}
          nodeColor="var(--sf-line-strong)"
          maskColor="color-mix(in srgb, var(--sf-page) 70%, transparent)"
          nodeBorderRadius={8}
        />
      )}
    </>
  );
}
