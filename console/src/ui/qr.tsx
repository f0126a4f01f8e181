import makeCode from 'qrcode-generator';
import type { JSX } from 'react';

/** A text as a QR code (ISO/IEC 18004), black on white in either scheme, since readers want it so. */
export default function Qr({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const code = makeCode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const squares: string[] = [];
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1)
      if (code.isDark(row, column)) squares.push(`M${column} ${row}h1v1h-1z`);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`-3 -3 ${size + 6} ${size + 6}`}
      shapeRendering="crispEdges"
      className="size-44 rounded-xl bg-white"
    >
      <path d={squares.join('')} fill="#000" />
    </svg>
  );
}
