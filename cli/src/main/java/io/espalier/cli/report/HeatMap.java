package io.espalier.cli.report;

import java.util.List;
import java.util.Locale;

/** Kept fraction of each layer (rows) in each round (columns) as inline SVG. */
final class HeatMap {
  private static final int LEFT = 92;
  private static final int CELL_WIDTH = 58;
  private static final int CELL_HEIGHT = 26;
  private static final int TOP = 22;

  private HeatMap() {}

  /**
   * Draws the map.
   *
   * @param rows layer names
   * @param columns round names
   * @param kept {@code kept[row][column]} in [0, 1]; NaN leaves the cell empty
   */
  static String draw(String label, List<String> rows, List<String> columns, double[][] kept) {
    Svg svg =
        Svg.picture(
            LEFT + columns.size() * CELL_WIDTH + 8, TOP + rows.size() * CELL_HEIGHT + 6, label);
    for (int column = 0; column < columns.size(); column++) {
      svg.label(LEFT + (column + 0.5) * CELL_WIDTH, TOP - 7, "middle", columns.get(column));
    }
    for (int row = 0; row < rows.size(); row++) {
      double y = TOP + row * CELL_HEIGHT;
      svg.label(LEFT - 8, y + 17, "end", rows.get(row));
      for (int column = 0; column < columns.size(); column++) {
        double value = kept[row][column];
        if (Double.isNaN(value)) {
          continue;
        }
        String percent =
            String.format(Locale.ROOT, value < 0.1 ? "%.1f %%" : "%.0f %%", 100 * value);
        double x = LEFT + column * CELL_WIDTH;
        // Opacity follows the log of the kept fraction, since rounds multiply it.
        double opacity = Math.max(0.06, 1 + Math.log10(Math.max(value, 1e-3)) / 3);
        svg.cell(
            x + 1,
            y + 1,
            CELL_WIDTH - 2,
            CELL_HEIGHT - 2,
            String.format(Locale.ROOT, "fill:var(--heat);fill-opacity:%.2f", opacity),
            rows.get(row) + ", " + columns.get(column) + ": " + percent + " kept");
        svg.value(x + CELL_WIDTH / 2.0, y + 17, opacity > 0.55 ? "light" : "dark", percent);
      }
    }
    return svg.close();
  }
}
