package io.espalier.cli.report;

import java.util.Locale;

/** Writes SVG and HTML text: escaping, and numbers that look the same in every locale. */
final class Svg {
  private final StringBuilder text = new StringBuilder();

  /**
   * Opens a picture that scales with the page; {@code label} is read to people who cannot see it.
   */
  static Svg picture(int width, int height, String label) {
    Svg svg = new Svg();
    svg.text.append(
        String.format(
            Locale.ROOT,
            "<svg width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\""
                + " xmlns=\"http://www.w3.org/2000/svg\">%n",
            width,
            height,
            width,
            height,
            escape(label)));
    return svg;
  }

  Svg line(double x1, double y1, double x2, double y2, String css) {
    return add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>",
        x1, y1, x2, y2, css);
  }

  Svg path(String points, String css) {
    return add("<path d=\"%s\" class=\"%s\"/>", points, css);
  }

  /** A point that shows {@code title} under the mouse. */
  Svg dot(double x, double y, double radius, String css, String title) {
    return add(
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" class=\"%s\"><title>%s</title></circle>",
        x, y, radius, css, escape(title));
  }

  /** Text; {@code anchor} is {@code start}, {@code middle} or {@code end}. */
  Svg label(double x, double y, String anchor, String words) {
    return add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escape(words));
  }

  /** Text centred on a filled cell; {@code css} is {@code light} or {@code dark}. */
  Svg value(double x, double y, String css, String words) {
    return add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" class=\"%s\">%s</text>",
        x, y, css, escape(words));
  }

  /** A box with a title under the mouse. */
  Svg cell(double x, double y, double width, double height, String style, String title) {
    return add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
            + " style=\"%s\"><title>%s</title></rect>",
        x, y, width, height, style, escape(title));
  }

  String close() {
    return text.append("</svg>\n").toString();
  }

  private Svg add(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
    return this;
  }

  /** Text that is safe between tags and in quoted attributes. */
  static String escape(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
