package io.espalier.cli.text;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns of text; columns whose cells all look like numbers are aligned to the right. */
public final class Table {
  private final List<String[]> rows = new ArrayList<>();

  /** A table with these headings. */
  public Table(String... headings) {
    rows.add(headings);
  }

  /** Adds a row. */
  public void row(String... cells) {
    rows.add(cells);
  }

  /** The lines of the table. */
  public List<String> lines() {
    int columns = rows.get(0).length;
    int[] widths = new int[columns];
    boolean[] numbers = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      numbers[column] = rows.size() > 1;
      for (int row = 0; row < rows.size(); row++) {
        String cell = rows.get(row)[column];
        widths[column] = Math.max(widths[column], cell.length());
        numbers[column] &= row == 0 || cell.isEmpty() || isNumber(cell);
      }
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String padding = " ".repeat(widths[column] - row[column].length());
        line.append(numbers[column] ? padding + row[column] : row[column] + padding).append("  ");
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** Prints the lines. */
  public void print(PrintWriter out) {
    lines().forEach(out::println);
    out.flush();
  }

  private static boolean isNumber(String cell) {
    int sign = cell.startsWith("-") && cell.length() > 1 ? 1 : 0;
    return Character.isDigit(cell.charAt(sign)) || cell.equals("–");
  }
}
