import classes from './CategoryIcon.module.css';
import { CatalogueIcon } from './catalogue-icons.tsx';

type CategoryIconProps = {
  name: string;
  category: string;
  box: number;
  size: number;
  className?: string | undefined;
};

/** An icon on the tone of its category. `box` and `size` are in px. */
export function CategoryIcon({ name, category, box, size, className }: CategoryIconProps) {
  return (
    <span
      className={className ? `${classes.icon} ${className}` : classes.icon}
      data-category={category}
      style={{ width: box, height: box }}
    >
      <CatalogueIcon name={name} size={size} />
    </span>
  );
}
