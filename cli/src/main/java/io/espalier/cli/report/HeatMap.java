package io.espalier.cli.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A table of coloured cells as inline SVG. */
final class HeatMap {
  private static final int LEFT = 92;
  private static final int CELL_WIDTH = 58;
  private static final int CELL_HEIGHT = 26;
  private static final int TOP = 22;

  /** How values are coloured and written. */
  interface Scale {
    /** How full the colour is, in [0, 1]. */
    double opacity(double value);

    /** The value in its cell. */
    String text(double value);

    /** What follows the value under the mouse. */
    String unit();
  }

  private HeatMap() {}

  /** Parts that are kept, round after round: opacity follows their log, since rounds multiply. */
  static Scale kept() {
    return new Scale() {
      @Override
      public double opacity(double value) {
        return Math.max(0.06, 1 + Math.log10(Math.max(value, 1e-3)) / 3);
      }

      @Override
      public String text(double value) {
        return String.format(Locale.ROOT, value < 0.1 ? "%.1f %%" : "%.0f %%", 100 * value);
      }

      @Override
      public String unit() {
        return " kept";
      }
    };
  }

  /** Any values: the fuller, the larger among those that are shown. */
  static Scale among(double[][] values) {
    double low = finite(values).min().orElse(0);
    double high = finite(values).max().orElse(1);
    return new Scale() {
      @Override
      public double opacity(double value) {
        return high > low ? 0.06 + 0.94 * (value - low) / (high - low) : 0.5;
      }

      @Override
      public String text(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
      }

      @Override
      public String unit() {
        return "";
      }
    };
  }

  private static java.util.stream.DoubleStream finite(double[][] values) {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).filter(Double::isFinite);
  }

  /**
   * Draws the map.
   *
   * @param rows names of the rows
   * @param columns names of the columns
   * @param values {@code values[row][column]}; NaN leaves the cell empty
   */
  static String draw(
      String label, List<String> rows, List<String> columns, double[][] values, Scale scale) {
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
        double value = values[row][column];
        if (Double.isNaN(value)) {
          continue;
        }
        double x = LEFT + column * CELL_WIDTH;
        double opacity = scale.opacity(value);
        String text = scale.text(value);
        svg.cell(
            x + 1,
            y + 1,
            CELL_WIDTH - 2,
            CELL_HEIGHT - 2,
            String.format(Locale.ROOT, "fill:var(--heat);fill-opacity:%.2f", opacity),
            rows.get(row) + ", " + columns.get(column) + ": " + text + scale.unit());
        svg.value(x + CELL_WIDTH / 2.0, y + 17, opacity > 0.55 ? "light" : "dark", text);
      }
    }
    return svg.close();
  }
}
