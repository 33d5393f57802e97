package io.espalier.cli.report;

import java.util.List;

/** An HTML table; cells are escaped unless they are given as {@link Markup}. */
final class HtmlTable {
  /** A cell that is HTML already. */
  record Markup(String html) {}

  private final StringBuilder html = new StringBuilder("<div class=\"wide\"><table><thead><tr>");

  HtmlTable(String... columns) {
    for (String column : columns) {
      html.append("<th>").append(Svg.escape(column)).append("</th>");
    }
    html.append("</tr></thead><tbody>\n");
  }

  HtmlTable row(Object... cells) {
    html.append("<tr>");
    for (Object cell : cells) {
      String text = cell instanceof Markup markup ? markup.html() : Svg.escape(cell.toString());
      html.append("<td>").append(text).append("</td>");
    }
    html.append("</tr>\n");
    return this;
  }

  <T> HtmlTable rows(List<T> values, java.util.function.Function<T, Object[]> cells) {
    values.forEach(value -> row(cells.apply(value)));
    return this;
  }

  String close() {
    return html.append("</tbody></table></div>\n").toString();
  }
}
